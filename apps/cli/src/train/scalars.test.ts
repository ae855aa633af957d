import { expect, test } from 'vitest';
import { scalarsOf } from './scalars.js';

test('validations are curves over steps, tests a point at the last step', () => {
  const metrics = { 'ndcg@10': 0.1 };
  const validation = { type: 'evaluation', step: 6, epoch: 1, metrics } as const;
  const rest = { metric: 'ndcg@10', value: 0.1, best: true, bestStep: 6, bestValue: 0.1 } as const;
  expect(scalarsOf({ type: 'train', event: { ...validation, ...rest, seconds: 1 } }, 6)).toEqual({
    step: 6,
    values: { 'validation/ndcg@10': 0.1 },
  });
  const facts = { itemCount: 3, excludeSeen: true, ties: 'index', users: 2, targets: 2 } as const;
  const protocol = { name: 'full', ranking: 'full', ...facts } as const;
  const scores = { scorer: 'popularity', users: 2, metrics, intervals: {}, seconds: 1 };
  expect(scalarsOf({ type: 'evaluated', scores: { ...scores, protocol } }, 9)).toEqual({
    step: 9,
    values: { 'test_popularity/ndcg@10': 0.1 },
  });
  const sampled = { name: 'uniform-100', ranking: 'uniform-sampled', ...facts } as const;
  expect(scalarsOf({ type: 'evaluated', scores: { ...scores, protocol: sampled } }, 9)).toEqual({
    step: 9,
    values: { 'test_popularity_uniform-100/ndcg@10': 0.1 },
  });
});

test('progress and checkpoints make no curve', () => {
  expect(
    scalarsOf({ type: 'evaluating', scorer: 'x', users: 1, totalUsers: 2 }, 0),
  ).toBeUndefined();
  const event = { type: 'checkpoint', step: 1, directory: 'd', reason: 'end' } as const;
  expect(scalarsOf({ type: 'train', event }, 1)).toBeUndefined();
});
