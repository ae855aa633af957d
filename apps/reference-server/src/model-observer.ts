import type { FleetObserver, ServingObserver } from '@org/serving';
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

/** Logs and counts what becomes of the aliases of a registry. */
export function fleetObserver(telemetry: Telemetry, log: Logger): FleetObserver {
  return {
    switched: ({ name, alias, version }, from) => {
      telemetry.switches.inc({ result: 'switched' });
      log.info({ model: name, alias, version, from }, 'the alias is served by this version now');
    },
    refused: ({ name, alias, version }, reason) => {
      telemetry.switches.inc({ result: 'refused' });
      log.error(
        { model: name, alias, version, reason },
        'the version cannot be served; what serves the alias stays',
      );
    },
    experiment: (name, experiment) =>
      log.info({ model: name, experiment }, 'the experiment of the model has changed'),
    experimentRefused: (name, reason) =>
      log.error({ model: name, reason }, 'the experiment cannot be read; what was before stays'),
    freed: ({ name, version }) => log.info({ model: name, version }, 'the version is freed'),
  };
}
