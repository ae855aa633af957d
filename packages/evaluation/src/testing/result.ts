import type { EvaluationContent } from '../index.js';

/** A result with the given number of users, whose ranks are all `rank`. */
export function resultOf(users: number, rank: number): EvaluationContent {
  const each = Int32Array.from({ length: users }, (_, user) => user + 1);
  const { record, metrics } = small;
  const scorers = [{ scorer: 'popularity', role: 'model' as const, seconds: 1, metrics }];
  return {
    record,
    protocols: [
      {
        record: {
          ...{ name: 'full', ranking: 'full', itemCount: users, excludeSeen: true, ties: 'index' },
          ...{ users, targets: users, scorers },
        },
        perUser: {
          userIds: Array.from(each),
          historyLengths: new Int32Array(users).fill(3),
          offsets: Int32Array.of(0, ...each),
          targets: each,
          scorers: [
            {
              scorer: 'popularity',
              ranks: new Float64Array(users).fill(rank),
              values: { 'mrr@10': new Float64Array(users).fill(1 / rank) },
            },
          ],
        },
      },
    ],
  };
}

const small = {
  metrics: { 'mrr@10': { mean: 0.5, low: 0.4, high: 0.6 } },
  record: {
    createdAt: '2026-01-02T03:04:05.678Z',
    command: 'seqrec evaluate',
    wallSeconds: 2.5,
    dataset: { contentHash: 'abc', source: {}, filters: {}, counts: {} },
    split: { kind: 'leave-one-out' },
    model: { kind: 'bert4rec', version: '0123456789ab', config: {}, training: {} },
    engine: { name: 'cpu', backend: 'cpu', package: '@tensorflow/tfjs-backend-cpu', version: '4' },
    versions: {},
    seeds: { evaluation: 1 },
    intervals: { level: 0.95, resamples: 2000, seed: 1 },
  },
} as const;
