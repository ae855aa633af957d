import { Random } from '@org/random';
import { mean } from './mean-metrics.js';
import { checkLevel, MetricsError, requireWhole } from './metrics-error.js';
import { pairDifferences, requireFinite } from './paired.js';
import { checkWeights, weightedMean } from './weighted-mean.js';

export interface BootstrapOptions {
  readonly seed: number;
  /** Share of the probability inside the interval, in (0, 1). Default 0.95. */
  readonly level?: number;
  /** The number of resamples of the users. Default 2,000. */
  readonly resamples?: number;
}

/** A mean with the two ends of its confidence interval. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface PairedBootstrap {
  /** Mean of a - b over users. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided, for the null hypothesis of equal means; at least 1 / (resamples + 1). */
  readonly pValue: number;
}

/**
 * Percentile bootstrap interval of the mean of per-user values (Efron & Tibshirani 1993, chapter 13): draw n users with
 * replacement, take the mean, repeat; `low` and `high` are the (1 - level) / 2 and (1 + level) / 2 quantiles of those
 * means, interpolated linearly. Equal seeds give equal bytes.
 *
 * The interval covers the choice of users, not the spread between training seeds. O(users × resamples).
 *
 * @example
 * ```ts
 * bootstrapInterval([0, 1, 1, 0, 1, 1, 1, 0, 1, 1], { seed: 1 }); // { mean: 0.7, low: 0.4, high: 1 }
 * ```
 */
export function bootstrapInterval(values: ArrayLike<number>, options: BootstrapOptions): Interval {
  return bootstrapIntervals({ values }, options).values;
}

export interface BootstrapIntervalsOptions extends BootstrapOptions {
  /** One per user, above 0: each mean becomes Σ w v / Σ w. Default: equal weights. */
  readonly weights?: ArrayLike<number>;
}

/**
 * {@link bootstrapInterval} for several metrics of the same users. All metrics share each resample, which gives the
 * same numbers with a fraction of the work.
 *
 * @example
 * ```ts
 * bootstrapIntervals({ 'ndcg@10': [0, 1, 0.5], 'hitRate@10': [0, 1, 1] }, { seed: 1 })['ndcg@10'].mean; // 0.5
 * ```
 */
export function bootstrapIntervals<Key extends string>(
  columns: Readonly<Record<Key, ArrayLike<number>>>,
  options: BootstrapIntervalsOptions,
): Record<Key, Interval> {
  const keys = Object.keys(columns) as Key[];
  const users = columns[keys[0] as Key]?.length ?? 0;
  const { weights } = options;
  checkWeights(weights, users);
  for (const key of keys) {
    requireFinite(key, columns[key]);
    if (columns[key].length !== users) {
      throw new MetricsError(
        'invalid-argument',
        `all metrics are of the same users, got ${users} values of ${keys[0]} and ${columns[key].length} of ${key}`,
        { expected: users, received: columns[key].length },
      );
    }
  }
  const tail = (1 - checkLevel(options.level)) / 2;
  const means = resampledMeans(
    keys.map((key) => columns[key]),
    'bootstrap-interval',
    options,
  );
  const intervals: Partial<Record<Key, Interval>> = {};
  for (const [column, key] of keys.entries()) {
    const sorted = (means[column] as Float64Array).sort();
    intervals[key] = {
      mean: weightedMean(columns[key], weights),
      low: quantile(sorted, tail),
      high: quantile(sorted, 1 - tail),
    };
  }
  return intervals as Record<Key, Interval>;
}

/**
 * Compares two runs on the same users, where `a[u]` and `b[u]` are one metric of user `u`. Gives the interval of the
 * mean difference, and a p-value by the bootstrap under the null hypothesis, (1 + #{ |d* - d| ≥ |d| }) / (resamples +
 * 1), with `d` the mean difference and `d*` that of a resample (Efron & Tibshirani 1993, chapter 16; Sakai 2006).
 * Pairing removes the variation between users, so it detects smaller differences than two separate intervals do.
 *
 * @example
 * ```ts
 * pairedBootstrap([0.9, 0.8, 0.7, 0.9], [0.5, 0.4, 0.3, 0.5], { seed: 1 });
 * // { difference: 0.4, low: 0.4, high: 0.4, pValue: 1 / 2001 }, but for rounding
 * ```
 */
export function pairedBootstrap(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: BootstrapOptions,
): PairedBootstrap {
  const differences = pairDifferences(a, b);
  const level = checkLevel(options.level);
  const [means] = resampledMeans([differences], 'paired-bootstrap', options);
  return comparison(mean(differences), means as Float64Array, level);
}

/** The values of one metric, one per user, in one of two groups of users. */
export interface Sample {
  readonly values: ArrayLike<number>;
  /** One per user, above 0: the mean becomes Σ w v / Σ w. Default: equal weights. */
  readonly weights?: ArrayLike<number>;
}

/**
 * Compares two groups of different users, such as the arms of an A/B test: the interval of the difference of their means,
 * and a p-value as {@link pairedBootstrap} has it, both groups being drawn anew apart from each other (Efron & Tibshirani
 * 1993, chapters 8 and 16). Where both runs have the same users, `pairedBootstrap` sees smaller differences.
 *
 * @example
 * ```ts
 * unpairedBootstrap({ values: [1, 1, 1] }, { values: [0, 0] }, { seed: 1 });
 * // { difference: 1, low: 1, high: 1, pValue: 1 / 2001 }
 * ```
 */
export function unpairedBootstrap(
  a: Sample,
  b: Sample,
  options: BootstrapOptions,
): PairedBootstrap {
  const level = checkLevel(options.level);
  const ofA = resampledGroup('a', a, options);
  const ofB = resampledGroup('b', b, options);
  const differences = ofA.means.map((mean, r) => mean - (ofB.means[r] as number));
  return comparison(ofA.mean - ofB.mean, differences, level);
}

/** The interval and the p-value of a difference, from the same difference of each resample. */
function comparison(difference: number, resampled: Float64Array, level: number): PairedBootstrap {
  const tail = (1 - level) / 2;
  const sorted = resampled.sort();
  const extreme = sorted.reduce(
    (count, value) => count + (Math.abs(value - difference) >= Math.abs(difference) ? 1 : 0),
    0,
  );
  return {
    difference,
    low: quantile(sorted, tail),
    high: quantile(sorted, 1 - tail),
    pValue: (1 + extreme) / (sorted.length + 1),
  };
}

interface ResampledGroup {
  readonly mean: number;
  readonly means: Float64Array;
}

function resampledGroup(
  name: string,
  { values, weights }: Sample,
  options: BootstrapOptions,
): ResampledGroup {
  requireFinite(name, values);
  checkWeights(weights, values.length);
  const [means] = resampledMeans([values], `unpaired-bootstrap-${name}`, {
    ...options,
    ...(weights && { weights }),
  });
  return { mean: weightedMean(values, weights), means: means as Float64Array };
}

/**
 * The means of every column over resamples of the users, the same resamples for all. Users with equal values in all
 * columns are counted together, so a resample is a count for each group. Metrics with a cut-off have few groups.
 */
function resampledMeans(
  columns: readonly ArrayLike<number>[],
  stream: string,
  options: BootstrapIntervalsOptions,
): Float64Array[] {
  const resamples = options.resamples ?? 2000;
  requireWhole('resamples', resamples, 1);
  const random = Random.of(options.seed, stream);
  const users = columns[0]?.length ?? 0;
  const { kindOf, examples } = userKinds(options.weights ? [...columns, options.weights] : columns);
  const weights = examples.map((user) => options.weights?.[user] ?? 1);
  const weighted = columns.map((column) =>
    examples.map((user, kind) => (weights[kind] as number) * (column[user] as number)),
  );
  const means = columns.map(() => new Float64Array(resamples));
  const counts = new Int32Array(examples.length);
  const drawn = new Int32Array(users);
  for (let r = 0; r < resamples; r += 1) {
    counts.fill(0);
    if (users > 0) random.fillIntegers(drawn, users);
    for (let draw = 0; draw < users; draw += 1) {
      const kind = kindOf[drawn[draw] as number] as number;
      counts[kind] = (counts[kind] as number) + 1;
    }
    const total = dot(counts, weights);
    for (const [c, values] of weighted.entries()) {
      (means[c] as Float64Array)[r] = dot(counts, values) / total;
    }
  }
  return means;
}

/** Groups of users with equal values in all columns, with one user of each group. */
function userKinds(columns: readonly ArrayLike<number>[]): {
  readonly kindOf: Int32Array;
  readonly examples: Float64Array;
} {
  const kinds = new Map<string, number>();
  const examples: number[] = [];
  const kindOf = Int32Array.from({ length: columns[0]?.length ?? 0 }, (_, user) => {
    const key = columns.map((column) => column[user]).join();
    const known = kinds.get(key);
    if (known !== undefined) return known;
    kinds.set(key, examples.length);
    return examples.push(user) - 1;
  });
  return { kindOf, examples: Float64Array.from(examples) };
}

function dot(a: Int32Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Linear interpolation between order statistics, as numpy's default. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (place - below) * (high - low);
}
