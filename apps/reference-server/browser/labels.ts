import type { ServedModel } from '@org/client';
import { metricLabel, parseMetricKey } from '@org/metrics';

/** `films`, or `films@candidate` where a model has aliases. */
export function labelOfModel(model: ServedModel | undefined): string {
  if (model === undefined) return '';
  return model.alias === undefined ? model.name : `${model.name}@${model.alias}`;
}

/** `NDCG@10`; of other keys their words: `averagePopularity` is `Average popularity`. */
export function labelOfMetric(name: string): string {
  const parsed = parseMetricKey(name);
  if (parsed !== undefined) return metricLabel(parsed.key);
  const words = name.replace(
    /([a-z])([A-Z])/g,
    (_, end: string, start: string) => `${end} ${start.toLowerCase()}`,
  );
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
