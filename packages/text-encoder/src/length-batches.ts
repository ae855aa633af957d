/** Texts that are computed together, padded to one length. */
export interface LengthBatch {
  /** The places of the texts in the list, the longest first. */
  readonly places: readonly number[];
  /** T, a rung of the ladder. */
  readonly time: number;
  /** B, at least the number of texts. */
  readonly rows: number;
}

/**
 * The step between the lengths of batches. An engine that compiles does so once for each length. Steps of 8 pad texts of
 * 100 tokens by 3 % and make 64 lengths up to 512 tokens.
 */
const STEP = 8;

/** The shortest rung for a text of `length` tokens. */
export function rungOf(length: number, maxLength: number): number {
  return Math.min(Math.max(1, Math.ceil(length / STEP)) * STEP, maxLength);
}

/**
 * Cuts texts into batches of like length, the longest first, of at most `batchTokens` slots each, or of one text. Only the
 * last batch is not full; its rows are rounded up to a power of two, so that there are few shapes.
 *
 * @param lengths tokens of each text, at most `maxLength`.
 */
export function lengthBatches(
  lengths: ArrayLike<number>,
  { batchTokens, maxLength }: { readonly batchTokens: number; readonly maxLength: number },
): LengthBatch[] {
  const order = Array.from(lengths, (_, place) => place);
  order.sort((a, b) => (lengths[b] ?? 0) - (lengths[a] ?? 0) || a - b);
  const batches: LengthBatch[] = [];
  for (let start = 0; start < order.length; ) {
    const time = rungOf(lengths[order[start] ?? 0] ?? 0, maxLength);
    const full = Math.max(1, Math.floor(batchTokens / time));
    const places = order.slice(start, start + full);
    const rows = Math.min(full, 2 ** Math.ceil(Math.log2(places.length)));
    batches.push({ places, time, rows });
    start += places.length;
  }
  return batches;
}
