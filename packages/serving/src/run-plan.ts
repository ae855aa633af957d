/** Queries that are computed in one run of the graph. */
export interface Run {
  /** T, which all rows are padded to. */
  readonly length: number;
  /** Whether any of them needs the graph with biases. */
  readonly biased: boolean;
  /** The place of each row's query. */
  readonly places: readonly number[];
}

export interface RunPlanOptions {
  /** T of each query. */
  readonly lengths: readonly number[];
  readonly biased: readonly boolean[];
  /** The most rows that a run of length T may have. */
  readonly mostRows: (length: number) => number;
}

/** A query joins a run of up to so many times its own length: beyond, a run of its own costs less. */
const MOST_PADDING = 2;

/**
 * Divides queries into runs, the longest first, so that padding never doubles what a query costs. Queries without a bias
 * have runs of their own.
 *
 * @example
 * planRuns({ lengths: [8, 200, 8, 192], biased: [false, false, false, false], mostRows: () => 8 });
 * // [{ length: 200, places: [1, 3] }, { length: 8, places: [0, 2] }], both without a bias
 */
export function planRuns({ lengths, biased, mostRows }: RunPlanOptions): readonly Run[] {
  const runs: { length: number; biased: boolean; places: number[] }[] = [];
  const byLength = [...lengths.entries()].sort(([, a], [, b]) => b - a);
  for (const wanted of [false, true]) {
    let run: (typeof runs)[number] | undefined;
    for (const [place, length] of byLength) {
      if (biased[place] !== wanted) continue;
      const joins =
        run !== undefined &&
        run.length <= MOST_PADDING * length &&
        run.places.length < mostRows(run.length);
      if (run === undefined || !joins) {
        run = { length, biased: wanted, places: [] };
        runs.push(run);
      }
      run.places.push(place);
    }
  }
  return runs;
}
