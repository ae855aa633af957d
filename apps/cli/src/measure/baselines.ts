import { type BaselineKind, baselineCost, baselineTable, fitBaseline } from '@org/baselines';
import { popularityScorer, type Scorer, type Sequences } from '@org/seqrec-data';
import { formatBytes, formatCount, formatSeconds } from '../output/format.js';
import type { Progress } from '../output/progress.js';
import { CliError } from '../program/cli-error.js';

export interface BaselineData {
  /** Gives the training sequences. Not called if popularity is the only baseline. */
  readonly train: () => Sequences;
  readonly itemCount: number;
  /** Training counts by item index, length V + 1. */
  readonly popularity: ArrayLike<number>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FitProgress) => void;
}

/** The progress of the fit of one baseline. */
export interface FitProgress {
  readonly scorer: string;
  /** In (0, 1]. */
  readonly share: number;
  readonly secondsLeft: number;
}

/** A fit that takes so long that it is announced. */
export interface LongFit {
  readonly scorer: string;
  readonly seconds: number;
  readonly bytes: number;
}

const longSeconds = 10;

/** Popularity, which every result is compared with, and the fitted baselines of the settings. */
export async function baselineScorers(
  names: readonly BaselineKind[],
  { train, itemCount, popularity, signal, onProgress }: BaselineData,
): Promise<Scorer[]> {
  const toFit = fittedOf(names);
  if (toFit[0] !== undefined && train().items.length === 0) {
    throw new CliError(
      'usage',
      `the split leaves nothing to fit ${toFit[0]} to: use --baselines popularity, whose counts are the model's`,
    );
  }
  const scorers = [popularityScorer(popularity, itemCount)];
  for (const scorer of toFit) {
    const started = performance.now();
    const fitted = await fitBaseline(
      scorer,
      train(),
      { itemCount },
      {
        ...(signal === undefined ? {} : { signal }),
        onProgress: (share) => {
          const seconds = (performance.now() - started) / 1000;
          onProgress?.({ scorer, share, secondsLeft: (seconds * (1 - share)) / share });
        },
      },
    );
    scorers.push(fitted);
  }
  return scorers;
}

/** Refuses, before any work, baselines that lack data or memory. */
export function requireFittable(
  names: readonly BaselineKind[],
  { train, itemCount }: Pick<BaselineData, 'train' | 'itemCount'>,
  available = process.availableMemory(),
): void {
  for (const name of fittedOf(names)) {
    const { needs, mostItems = Number.POSITIVE_INFINITY } = baselineTable[name];
    if (needs.times && train().timestamps === undefined) {
      throw new CliError(
        'usage',
        `the baseline ${name} needs times, and the data has none: name their column, or leave it out`,
      );
    }
    const remedy = 'leave it out, or keep fewer items with --min-item-events';
    if (itemCount > mostItems) {
      throw new CliError(
        'usage',
        `the baseline ${name} takes at most ${formatCount(mostItems)} items, and there are ${formatCount(itemCount)}: ${remedy}`,
      );
    }
    const { bytes } = baselineCost(name, train(), { itemCount });
    if (bytes > available) {
      throw new CliError(
        'usage',
        `the baseline ${name} needs about ${formatBytes(bytes)} of memory for ${formatCount(itemCount)} items, and ${formatBytes(available)} are available: ${remedy}`,
      );
    }
  }
}

/** The baselines that take ten seconds or more to fit. */
export function longFits(
  names: readonly BaselineKind[],
  { train, itemCount }: Pick<BaselineData, 'train' | 'itemCount'>,
): LongFit[] {
  return fittedOf(names)
    .map((scorer) => ({ scorer, ...baselineCost(scorer, train(), { itemCount }) }))
    .filter(({ seconds }) => seconds >= longSeconds);
}

/** `baseline ease takes about 4 min 16 s and 732 MiB to fit`. */
export function longFitLine({ scorer, seconds, bytes }: LongFit): string {
  return `baseline ${scorer} takes about ${formatSeconds(seconds)} and ${formatBytes(bytes)} to fit`;
}

export function fitProgressBar({ scorer, share, secondsLeft }: FitProgress): Progress {
  // The first hundredth is too short for an estimate.
  const details = share < 0.01 ? [] : [`ETA ${formatSeconds(secondsLeft)}`];
  return { label: `fit ${scorer}`, share, details };
}

/** Each baseline once, without popularity, whose counts are known. */
export function fittedOf(names: readonly BaselineKind[]): BaselineKind[] {
  return [...new Set(names)].filter((name) => name !== 'popularity');
}
