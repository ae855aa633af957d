import { sequencesFromLists } from '@org/seqrec-data';
import { describe, expect, test } from 'vitest';
import {
  baselineScorers,
  type FitProgress,
  longFitLine,
  longFits,
  requireFittable,
} from './baselines.js';

const gib = 2 ** 30;
const train = () => sequencesFromLists([[1, 2, 3]]);

describe('baselines that cannot be fitted are refused before any work', () => {
  test('a baseline that needs more memory than is available, with both numbers', () => {
    const data = { train, itemCount: 10_000 };
    requireFittable(['ease'], data, 2 * gib);
    expect(() => requireFittable(['markov', 'ease'], data, gib)).toThrow(
      'the baseline ease needs about 1.1 GiB of memory for 10,000 items, and 1.0 GiB are available: leave it out, or keep fewer items with --min-item-events',
    );
  });

  test('a catalogue beyond the limit of a baseline, with any memory', () => {
    const data = { train, itemCount: 54_542 };
    expect(() => requireFittable(['ease'], data, 1000 * gib)).toThrow(
      'the baseline ease takes at most 20,000 items, and there are 54,542',
    );
    requireFittable(['popularity', 'markov', 'item-knn', 'implicit-als'], data, gib);
  });
});

test('fits of ten seconds or more are announced', () => {
  const names = ['popularity', 'markov', 'ease', 'ease'] as const;
  expect(longFits(names, { train, itemCount: 1000 })).toEqual([]);
  expect(longFits(names, { train, itemCount: 8000 }).map(longFitLine)).toEqual([
    'baseline ease takes about 4 min 16 s and 732 MiB to fit',
  ]);
});

test('no sequences are made if popularity is the only baseline', async () => {
  const none = () => {
    throw new Error('sequences were made');
  };
  const data = { train: none, itemCount: 2 };
  requireFittable(['popularity'], data);
  expect(longFits(['popularity'], data)).toEqual([]);
  const scorers = await baselineScorers(['popularity'], { ...data, popularity: [0, 2, 1] });
  expect(scorers.map(({ name }) => name)).toEqual(['popularity']);
});

test('a long fit reports its progress and the remaining time, and stops at an abort', async () => {
  const items = Array.from({ length: 600 }, (_, i) => i + 1);
  const dense = sequencesFromLists(Array.from({ length: 400 }, () => items));
  const progress: FitProgress[] = [];
  const controller = new AbortController();
  const fit = baselineScorers(['implicit-als'], {
    train: () => dense,
    itemCount: 600,
    popularity: [],
    signal: controller.signal,
    onProgress: (step) => {
      progress.push(step);
      if (progress.length === 2) controller.abort(new Error('enough'));
    },
  });
  await expect(fit).rejects.toThrow('enough');
  const [first, second] = progress;
  expect(first?.scorer).toBe('implicit-als');
  expect(second?.share).toBeGreaterThan(first?.share ?? 1);
  expect(second?.secondsLeft).toBeGreaterThan(0);
});
