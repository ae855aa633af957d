import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  defaultMetrics,
  type MetricKey,
  metricLabel,
  parseMetricKey,
  rankingMetrics,
  tableMetrics,
} from './metric-key.js';
import { perUserMetrics } from './ranking-metrics.js';

describe('a metric key', () => {
  it('is read back from its text', () => {
    for (const metric of rankingMetrics) {
      expect(parseMetricKey(`${metric}@10`)).toEqual({ metric, k: 10, key: `${metric}@10` });
    }
  });

  it.each(['ndcg', 'ndcg@', 'ndcg@0', 'ndcg@1.5', 'ndcg@010', '@10', 'auc@10', 'toString@10'])(
    'is not %j',
    (text) => {
      expect(parseMetricKey(text)).toBeUndefined();
    },
  );

  it('is a type that only accepts existing metrics', () => {
    expectTypeOf<'ndcg@10'>().toExtend<MetricKey>();
    expectTypeOf<'auc@10'>().not.toExtend<MetricKey>();
    const values = perUserMetrics([[1]], { ks: [5], metrics: ['ndcg'] });
    expectTypeOf(values).toEqualTypeOf<Record<'ndcg@5', Float64Array>>();
  });
});

describe('the metric table', () => {
  it('gives each metric a different label', () => {
    expect(rankingMetrics.map((metric) => metricLabel(`${metric}@5`))).toEqual([
      ...['HR@5', 'Recall@5', 'Precision@5', 'NDCG@5', 'MRR@5', 'MAP@5'],
    ]);
  });

  it('measures fewer metrics for users with one target', () => {
    expect(defaultMetrics('one')).toEqual(['hitRate', 'ndcg', 'mrr']);
    expect(defaultMetrics('several')).toEqual(['hitRate', 'recall', 'precision', 'ndcg', 'mrr']);
  });

  it('shows MRR and MAP at the largest cut-off only', () => {
    expect(tableMetrics([5, 10])).toEqual([
      ...['hitRate@5', 'hitRate@10', 'recall@5', 'recall@10', 'precision@5', 'precision@10'],
      ...['ndcg@5', 'ndcg@10', 'mrr@10', 'map@10'],
    ]);
  });
});
