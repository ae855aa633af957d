/** Histories that the network scores in one run, in one of few shapes. */
export interface ScoreBlock {
  /** The index of each row's history, longest query first; B of them, a power of two. */
  readonly places: readonly number[];
  /** The number of rows that count. Later rows repeat the last one. */
  readonly count: number;
}

export interface ScoreBlocksOptions {
  /** T of each history's query; see `queryLength` of `@org/seqrec-data`. */
  readonly lengths: readonly number[];
  /** The most rows of a run of length T. */
  readonly mostRows: (length: number) => number;
}

/** About the number of slots that take as long to compute as one more run takes to prepare. */
const RUN_SLOTS = 1024;

/**
 * Divides histories into runs of the network. An engine compiles every new shape `[B, T]` and keeps memory for it, so B
 * is always a power of two.
 *
 * Each run takes the longest queries that are left, and all queries of the next length if padding them to T costs less
 * than another run. Spare rows of the power of two are filled with shorter queries, and if none are left, with copies
 * of the last query, which take less than half of the rows.
 *
 * @example
 * scoreBlocks({ lengths: [8, 200, 8, 8, 8, 8, 8], mostRows: () => 64 });
 * // [{ places: [1], count: 1 }, { places: [0, 2, 3, 4, 5, 6, 6, 6], count: 6 }]
 */
export function scoreBlocks({ lengths, mostRows }: ScoreBlocksOptions): ScoreBlock[] {
  const order = lengths
    .map((length, place) => ({ length, place }))
    .sort((a, b) => b.length - a.length || a.place - b.place);
  const blocks: ScoreBlock[] = [];
  for (let start = 0; start < order.length; ) {
    const left = order.slice(start).map(({ length }) => length);
    const rows = powerOfTwo(wantedRows(left), mostRows(left[0] ?? 0));
    const count = Math.min(rows, left.length);
    const places = Array.from(
      { length: rows },
      (_, row) => order[start + Math.min(row, count - 1)]?.place ?? 0,
    );
    blocks.push({ places, count });
    start += rows;
  }
  return blocks;
}

/** How many of the queries, longest first, should be padded to the length of the first. */
function wantedRows(lengths: readonly number[]): number {
  const [longest = 0] = lengths;
  let rows = 0;
  while (rows < lengths.length) {
    const length = lengths[rows] as number;
    const alike = lengths.filter((other) => other === length).length;
    if (alike * (longest - length) > RUN_SLOTS) break;
    rows += alike;
  }
  return rows;
}

/** The smallest power of two that is at least `wanted`, or the largest that is at most `limit`. */
function powerOfTwo(wanted: number, limit: number): number {
  let power = 1;
  while (power < wanted && power * 2 <= limit) power *= 2;
  return power;
}
