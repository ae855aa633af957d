import type { MetricKey } from '@org/metrics';

const names = {
  hitRate: 'HR',
  recall: 'Recall',
  precision: 'Precision',
  ndcg: 'NDCG',
  mrr: 'MRR',
  map: 'MAP',
} as const;

/** `NDCG@10` of `ndcg@10`. */
export function metricName(key: MetricKey): string {
  const [metric, k] = key.split('@');
  return `${names[metric as keyof typeof names]}@${k}`;
}
