import {
  type MetricKey,
  type PerUserOptions,
  perUserMetrics,
  type RankingMetric,
} from '@org/metrics';

/** The targets of every user of an evaluation set and their ranks, in the set's order. */
export interface Rankings {
  /** The number of events before the first target. */
  readonly historyLengths: Int32Array;
  /** Targets and ranks of user u are at `offsets[u]..offsets[u + 1] - 1`. */
  readonly offsets: Int32Array;
  /** Item indices 1..V, each once per user. */
  readonly targets: Int32Array;
  /** 1-based; Infinity for a target that is left out of the ranking. */
  readonly ranks: Float64Array;
}

/** Consecutive parts as one. */
export function joinRankings(parts: readonly Rankings[]): Rankings {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const users = parts.reduce((sum, { historyLengths }) => sum + historyLengths.length, 0);
  const count = parts.reduce((sum, { targets }) => sum + targets.length, 0);
  const historyLengths = new Int32Array(users);
  const offsets = new Int32Array(users + 1);
  const targets = new Int32Array(count);
  const ranks = new Float64Array(count);
  let user = 0;
  let target = 0;
  for (const part of parts) {
    historyLengths.set(part.historyLengths, user);
    targets.set(part.targets, target);
    ranks.set(part.ranks, target);
    for (let i = 1; i < part.offsets.length; i += 1) {
      offsets[user + i] = target + (part.offsets[i] as number);
    }
    user += part.historyLengths.length;
    target += part.targets.length;
  }
  return { historyLengths, offsets, targets, ranks };
}

/** The ranks of each user in `from..to - 1`, as views. */
function ranksByUser(
  { offsets, ranks }: Pick<Rankings, 'offsets' | 'ranks'>,
  from: number,
  to: number,
): Float64Array[] {
  return Array.from({ length: to - from }, (_, place) =>
    ranks.subarray(offsets[from + place], offsets[from + place + 1]),
  );
}

/** The views of the ranks of so many users take a few MiB; those of millions would take more than all values. */
const USERS_AT_ONCE = 16_384;

/** `perUserMetrics`, for the ranks of any number of users. */
export function valuesByUser(
  rankings: Pick<Rankings, 'offsets' | 'ranks'>,
  options: PerUserOptions<RankingMetric, number>,
): Record<MetricKey, Float64Array> {
  const users = rankings.offsets.length - 1;
  const columns: Record<string, Float64Array> = {};
  for (let from = 0; from === 0 || from < users; from += USERS_AT_ONCE) {
    const views = ranksByUser(rankings, from, Math.min(from + USERS_AT_ONCE, users));
    for (const [key, values] of Object.entries(perUserMetrics(views, options))) {
      columns[key] ??= new Float64Array(users);
      columns[key].set(values, from);
    }
  }
  return columns;
}
