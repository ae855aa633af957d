import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What `/metrics` shows, in the Prometheus text format. */
export interface Telemetry {
  readonly registry: Registry;
  readonly requests: Histogram<'method' | 'route' | 'status'>;
  readonly recommendations: Counter<'by'>;
  readonly ignoredIds: Counter;
  readonly ready: Gauge;
  readonly restarts: Counter;
  readonly switches: Counter<'result'>;
  readonly queue: Gauge;
  readonly waiting: Histogram;
  readonly batch: Histogram;
  readonly computing: Histogram<'kind'>;
  readonly refused: Counter<'reason'>;
  readonly connections: Gauge;
  readonly droppedConnections: Counter;
  readonly droppedLogLines: Counter;
  readonly events: Counter<'result'>;
  readonly shadows: Counter<'result'>;
  readonly droppedRecords: Counter;
  readonly storeReady: Gauge;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A registry of its own for each server, so that two in one process do not share counts. */
export function createTelemetry(): Telemetry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const counter = <Label extends string = never>(
    name: string,
    help: string,
    labelNames: Label[] = [],
  ) => new Counter<Label>({ name, help, labelNames, registers });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const histogram = <Label extends string = never>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: Label[] = [],
  ) => new Histogram<Label>({ name, help, buckets, labelNames, registers });
  return {
    registry,
    requests: histogram(
      'http_request_duration_seconds',
      'Time from the head of a request to its answer. Status 499: the client left before.',
      SECONDS,
      ['method', 'route', 'status'],
    ),
    recommendations: counter(
      'recommendations_total',
      'Histories answered, by the model or by the popularity fallback.',
      ['by'],
    ),
    ignoredIds: counter(
      'recommendation_ignored_ids_total',
      'Ids in requests that the model does not know.',
    ),
    ready: gauge('model_ready', '1 while a model can answer.'),
    restarts: counter(
      'model_restarts_total',
      'Times that the thread of the model ended or hung and was replaced.',
    ),
    switches: counter(
      'model_switches_total',
      'Versions that an alias of the registry came to name: switched to, or refused as they cannot be served.',
      ['result'],
    ),
    queue: gauge('model_queue_length', 'Histories that wait for the model.'),
    waiting: histogram(
      'model_wait_seconds',
      'Time that work waits before the model begins it.',
      SECONDS,
    ),
    batch: histogram(
      'model_batch_size',
      'Histories in one computation of the model.',
      [1, 2, 4, 8, 16, 32, 64],
    ),
    computing: histogram(
      'model_compute_seconds',
      'Time of one computation, by its kind.',
      SECONDS,
      ['kind'],
    ),
    refused: counter(
      'model_refused_total',
      'Work refused before it started: cost, too much for any request; queue, too many wait; deadline, too late.',
      ['reason'],
    ),
    connections: gauge('http_connections', 'Open connections.'),
    droppedConnections: counter(
      'http_connections_dropped_total',
      'Connections closed because too many were open.',
    ),
    droppedLogLines: counter(
      'log_lines_dropped_total',
      'Log lines lost because stdout took none or had no space.',
    ),
    events: counter(
      'events_total',
      'Events received: stored, or duplicate, whose id was there before.',
      ['result'],
    ),
    shadows: counter(
      'shadow_recommendations_total',
      'Lists of shadows: computed, failed, or skipped as too many were being computed.',
      ['result'],
    ),
    droppedRecords: counter(
      'recommendation_log_dropped_total',
      'Records of recommendations lost because the disk took none.',
    ),
    storeReady: gauge('store_ready', '1 while the store of events answers.'),
  };
}
