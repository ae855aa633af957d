import type { EvaluationFile, ScorerRecord, SliceRecord } from '@org/evaluation';
import type { ReportedRun } from '../report/reported-run.js';

const interval = (mean: number) => ({ mean, low: mean - 0.01, high: mean + 0.01 });

const metrics = (ndcg: number) => ({
  'hitRate@5': interval(ndcg),
  'hitRate@10': interval(ndcg * 2),
  'ndcg@5': interval(ndcg / 2),
  'ndcg@10': interval(ndcg),
  'mrr@5': interval(ndcg / 4),
  'mrr@10': interval(ndcg / 4),
});

const slices = (ndcg: number): SliceRecord[] => [
  { by: 'history-length', name: '1-9', description: '', users: 60, ...targets(60, ndcg) },
  { by: 'popularity', name: 'head', description: '', users: 40, ...targets(40, ndcg * 2) },
  { by: 'category', name: 'Comedy', description: '', users: 30, ...targets(30, ndcg / 2) },
];

function targets(count: number, ndcg: number) {
  return { targets: count, metrics: metrics(ndcg) };
}

function scorerRecord(scorer: string, role: ScorerRecord['role'], ndcg: number) {
  const record: ScorerRecord = {
    ...{ scorer, role, seconds: 1, metrics: metrics(ndcg), slices: slices(ndcg) },
    catalogue: { coverage: 0.25, novelty: 9.5, averagePopularity: 120, gini: 0.9 },
    debiased: {
      ...{ method: 'snips', power: 1, targets: 120, effectiveTargets: 44.4 },
      metrics: metrics(ndcg / 10),
    },
  };
  return record;
}

/** The result of a run, with one model and one baseline, for tests. */
export function evaluationFile(ndcg: number): EvaluationFile {
  return {
    formatVersion: 1,
    createdAt: '2026-01-02T03:04:05.678Z',
    command: 'seqrec evaluate --artifact first',
    wallSeconds: 65,
    dataset: {
      contentHash: 'abcdef0123456789',
      source: { format: 'csv' },
      filters: { core: { users: 5, items: 5 } },
      counts: { users: 120, items: 15 },
    },
    split: { kind: 'leave-one-out' },
    model: {
      ...{ kind: 'bert4rec', version: '0123456789ab', config: { layers: 2 } },
      ...{ training: { epochs: 3 }, command: "seqrec train --data 'my walks.csv'" },
    },
    engine: { name: 'onnx', backend: 'onnx', package: '@org/tfjs-onnx', version: '1.2.3' },
    versions: { node: '24.0.0' },
    seeds: { training: 7, evaluation: 42 },
    intervals: { level: 0.95, resamples: 2000, seed: 42 },
    protocols: [
      {
        ...{ name: 'full', ranking: 'full', itemCount: 15, excludeSeen: true, ties: 'index' },
        ...{ users: 120, targets: 120, seenTargets: 3 },
        perUser: { file: 'per-user.full.arrow', sha256: '' },
        scorers: [
          scorerRecord('bert4rec', 'model', ndcg),
          scorerRecord('popularity', 'baseline', 0.1),
        ],
      },
    ],
    examples: [
      {
        user: 'ann',
        historyLength: 12,
        history: [{ id: 1, title: 'Oak' }, { id: 2 }],
        targets: [{ id: 3, title: 'Elm' }],
        recommendations: [
          { id: 4, title: 'Fir' },
          { id: 3, title: 'Elm' },
        ],
      },
    ],
  };
}

/** A run with everything, for tests. */
export function reportedRun(label: string, ndcg = 0.2): ReportedRun {
  const steps = [0.5, 1, 1.5, 2].map((epoch) => ({ epoch, loss: 3 - epoch, learningRate: 0.01 }));
  return {
    label,
    ...{ directory: `/runs/${label}`, results: `/runs/${label}` },
    summary: {
      ...{ modelKind: 'bert4rec', data: 'walks', dataset: 'abcdef0123456789' },
      command: "seqrec train --data 'my walks.csv'",
      settings: { model: { layers: 2 }, training: { epochs: 3 } },
    },
    evaluation: evaluationFile(ndcg),
    curves: {
      steps,
      epochs: [
        { epoch: 1, loss: 2.25 },
        { epoch: 2, loss: 1.25 },
      ],
      validations: [
        { epoch: 1, metric: 'ndcg@10', value: 0.15 },
        { epoch: 2, metric: 'ndcg@10', value: 0.125 },
      ],
      ...{ stepCount: 4, parameters: 1000, seconds: 61, unreadableLines: 0 },
    },
    missing: [],
  };
}
