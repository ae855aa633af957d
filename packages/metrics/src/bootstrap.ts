import { Random } from '@org/random';
import { mean } from './mean-metrics.js';
import { MetricsError, requireWhole } from './metrics-error.js';
import { pairDifferences, requireFinite } from './paired.js';

export interface BootstrapOptions {
  readonly seed: number;
  /** Share of the probability inside the interval, in (0, 1). Default 0.95. */
  readonly level?: number;
  /** Times the users are drawn anew. Default 2,000. */
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
  /** Two-sided, of "the means are equal"; at least 1 / (resamples + 1). */
  readonly pValue: number;
}

/**
 * Percentile bootstrap interval of the mean of per-user values (Efron & Tibshirani 1993, chapter 13): draw as many
 * users with replacement as there are, take the mean, repeat; `low` and `high` are the (1 - level) / 2 quantile of
 * those means and its mirror, interpolated linearly. Equal seeds give equal bytes.
 *
 * The interval tells how far the result would move with other users of the same kind, and nothing about the spread
 * between training seeds. O(users × resamples).
 *
 * @example
 * ```ts
 * bootstrapInterval([0, 1, 1, 0, 1, 1, 1, 0, 1, 1], { seed: 1 }); // { mean: 0.7, low: 0.4, high: 1 }
 * ```
 */
export function bootstrapInterval(values: ArrayLike<number>, options: BootstrapOptions): Interval {
  requireFinite('values', values);
  const tail = (1 - checkLevel(options.level)) / 2;
  const means = resampledMeans(values, 'bootstrap-interval', options).sort();
  return { mean: mean(values), low: quantile(means, tail), high: quantile(means, 1 - tail) };
}

/**
 * Compares two runs on the same users, `a[u]` and `b[u]` being one metric of user `u`: the interval of the mean
 * difference, and a p-value by the bootstrap under the null hypothesis, (1 + #{ |d* - d| ≥ |d| }) / (resamples + 1),
 * with `d` the mean difference and `d*` that of a resample (Efron & Tibshirani 1993, chapter 16; Sakai 2006).
 * Pairing removes what makes users easy or hard for both runs, so it sees smaller differences than two intervals do.
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
  const tail = (1 - checkLevel(options.level)) / 2;
  const difference = mean(differences);
  const means = resampledMeans(differences, 'paired-bootstrap', options).sort();
  const extreme = means.reduce(
    (count, value) => count + (Math.abs(value - difference) >= Math.abs(difference) ? 1 : 0),
    0,
  );
  return {
    difference,
    low: quantile(means, tail),
    high: quantile(means, 1 - tail),
    pValue: (1 + extreme) / (means.length + 1),
  };
}

function checkLevel(level = 0.95): number {
  if (level > 0 && level < 1) return level;
  throw new MetricsError('invalid-argument', `level must lie between 0 and 1, got ${level}`, {
    level,
  });
}

function resampledMeans(
  values: ArrayLike<number>,
  stream: string,
  options: BootstrapOptions,
): Float64Array {
  const resamples = options.resamples ?? 2000;
  requireWhole('resamples', resamples, 1);
  const random = Random.of(options.seed, stream);
  const users = values.length;
  const means = new Float64Array(resamples);
  for (let r = 0; r < resamples; r += 1) {
    let sum = 0;
    for (let draw = 0; draw < users; draw += 1) sum += values[random.integer(users)] as number;
    means[r] = sum / users;
  }
  return means;
}

/** Linear interpolation between order statistics, as numpy's default. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (place - below) * (high - low);
}
