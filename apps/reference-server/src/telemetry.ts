import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What `/metrics` tells, in the Prometheus text format. */
export interface Telemetry {
  readonly registry: Registry;
  readonly requests: Histogram<'method' | 'route' | 'status'>;
  readonly recommendations: Counter<'by'>;
  readonly ignoredIds: Counter;
  readonly ready: Gauge;
}

/** A registry of its own for each app, so that two in one process do not share counts. */
export function createTelemetry(): Telemetry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requests: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from request to response.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    recommendations: new Counter({
      name: 'recommendations_total',
      help: 'Histories answered, by the model or by the popularity fallback.',
      labelNames: ['by'],
      registers,
    }),
    ignoredIds: new Counter({
      name: 'recommendation_ignored_ids_total',
      help: 'Ids in requests that the model does not know.',
      registers,
    }),
    ready: new Gauge({
      name: 'model_ready',
      help: '1 once a model is loaded and warm.',
      registers,
    }),
  };
}
