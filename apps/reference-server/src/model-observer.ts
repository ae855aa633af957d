import type { ServingObserver } from '@org/serving';
import type { Logger } from 'pino';
import type { Telemetry } from './telemetry.js';

/** Logs and counts what happens to the model. */
export function modelObserver(telemetry: Telemetry, log: Logger): ServingObserver {
  return {
    waiting: (rows) => telemetry.queue.set(rows),
    begun: (seconds) => telemetry.waiting.observe(seconds),
    computed: ({ kind, rows, seconds }) => {
      telemetry.computing.observe({ kind }, seconds);
      if (kind === 'rank') telemetry.batch.observe(rows);
    },
    refused: (reason) => telemetry.refused.inc({ reason }),
    ready: (ready) => telemetry.ready.set(ready ? 1 : 0),
    failed: (reason) => {
      log.error({ reason }, 'the model is started again');
      telemetry.restarts.inc();
    },
    recovered: ({ name, version }) =>
      log.info({ model: name, version }, 'the model is ready again'),
    notRecovered: (reason) =>
      log.error({ reason }, 'the model cannot be loaded again; the next try follows'),
  };
}
