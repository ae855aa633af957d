/** Histories that the network scores in one run, in a shape that comes again. */
export interface ScoreBlock {
  /** The place of each row's history, longest query first. B of them, a power of two. */
  readonly places: readonly number[];
  /** Rows that count. Those after them repeat the last one. */
  readonly count: number;
}

export interface ScoreBlocksOptions {
  /** T of each history's query; see `queryLength` of `@org/seqrec-data`. */
  readonly lengths: readonly number[];
  /** The most rows that a run of length T may have. */
  readonly mostRows: (length: number) => number;
}

/** Slots that cost as much to compute as one more run costs to prepare, about. */
const RUN_SLOTS = 1024;

/**
 * Divides histories into runs of the network. An engine compiles every shape `[B, T]` it meets and keeps memory for it,
 * so B is a power of two, whatever the number of histories.
 *
 * Each run takes the longest queries that are left, and all those of the next length where padding them to T costs less
 * than a run of their own. Rows that the power of two has beyond them are filled with shorter queries; once there are
 * none, with the last query again, in less than half of them.
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

/** How many of the queries, longest first, are best padded to the length of the first. */
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

/** The least power of two that is at least `wanted`, or the largest that is at most `limit`. */
function powerOfTwo(wanted: number, limit: number): number {
  let power = 1;
  while (power < wanted && power * 2 <= limit) power *= 2;
  return power;
}
