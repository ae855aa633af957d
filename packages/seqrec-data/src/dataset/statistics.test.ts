import { expect, it } from 'vitest';
import { prepareDataset } from '../preparation/prepare-dataset.js';
import { interactionSource } from '../sources/interaction-source.js';
import { datasetStatistics } from './statistics.js';

it('equals numbers worked out by hand', async () => {
  // a: 5 events, b: 2, c: 1. Pairs: (1,a) (1,b) (2,a) (2,b) (2,c) (3,a); User 1 has a twice more.
  const rows: [number, string, number][] = [
    [1, 'a', 10],
    [1, 'a', 11],
    [1, 'b', 12],
    [1, 'a', 13],
    [2, 'a', -5],
    [2, 'b', 6],
    [2, 'c', 7],
    [3, 'a', 8],
  ];
  const dataset = await prepareDataset(
    interactionSource(rows.map(([user, item, timestamp]) => ({ user, item, timestamp }))),
  );
  expect(datasetStatistics(dataset)).toEqual({
    users: 3,
    sequences: 3,
    items: 3,
    interactions: 8,
    dislikes: 0,
    density: 6 / 9,
    repeats: 2 / 8,
    // Lengths 1, 3, 4.
    sequenceLength: {
      min: 1,
      p5: 1,
      p25: 1,
      median: 3,
      p75: 4,
      p95: 4,
      p99: 4,
      max: 4,
      mean: 8 / 3,
    },
    // Counts 1, 2, 5.
    itemEvents: { min: 1, p5: 1, p25: 1, median: 2, p75: 5, p95: 5, p99: 5, max: 5, mean: 8 / 3 },
    // (-2 * 1 + 0 * 2 + 2 * 5) / (3 * 8)
    popularity: { gini: 1 / 3, top1Percent: 5 / 8, top10Percent: 5 / 8 },
    time: { first: -5, last: 13 },
  });
});

it('counts users once, for any number of sessions', async () => {
  const dataset = await prepareDataset(
    interactionSource([
      { user: 1, item: 'a', session: 1 },
      { user: 1, item: 'a', session: 2 },
    ]),
    { filters: { sessions: 'source' } },
  );
  expect(datasetStatistics(dataset)).toMatchObject({
    users: 1,
    sequences: 2,
    density: 1,
    repeats: 0,
    popularity: { gini: 0 },
  });
});
