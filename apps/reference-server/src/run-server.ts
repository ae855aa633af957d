import type { AddressInfo } from 'node:net';
import { ModelHost } from '@org/serving';
import { type Logger, pino } from 'pino';
import { createApp } from './app.js';
import { createHttpServer } from './http-server.js';
import { createLogSink, standardOutput } from './log-sink.js';
import { modelObserver } from './model-observer.js';
import { newestArtifact } from './newest-artifact.js';
import { readSettings, type Settings } from './settings.js';
import { exit, Shutdown } from './shutdown.js';
import { StoreHost } from './store-host.js';
import { createTelemetry } from './telemetry.js';

/** Runs the server until a signal ends the process. Handles signals from before it returns. */
export function runServer(env: Readonly<Record<string, string | undefined>>): void {
  let settings: Settings;
  try {
    settings = readSettings(env);
  } catch (error) {
    fail((error as Error).message);
  }
  const telemetry = createTelemetry();
  const sink = createLogSink(standardOutput(), {
    onDrop: (lines) => telemetry.droppedLogLines.inc(lines),
  });
  const log = pino({ level: settings.logLevel }, sink);
  const shutdown = new Shutdown({ settings, log, flush: sink.flush });
  process.on('SIGTERM', (signal) => shutdown.begin(signal));
  process.on('SIGINT', (signal) => shutdown.begin(signal));

  const state = () => shutdown.host?.state() ?? { unready: 'the server is starting' };
  const stopping = () => shutdown.stopping;
  const url = settings.store;
  if (url !== undefined) {
    shutdown.store = new StoreHost({ url, settings, telemetry, log });
    shutdown.store.opened.catch((error: Error) => fail(error.message));
  }
  const { store: kept } = shutdown;
  const store = kept && (() => kept.state());
  const app = createApp({ state, store, stopping, settings, telemetry, log });
  const server = createHttpServer({ fetch: app.fetch, settings, telemetry });
  const serve = async () => {
    const artifact = await chooseArtifact(settings, log);
    server.once('error', (error: NodeJS.ErrnoException) => fail(listenSentence(error, settings)));
    await new Promise<void>((resolve) => {
      server.listen(settings.port, settings.host, resolve);
    });
    if (stopping()) return;
    shutdown.server = server;
    const { port } = server.address() as AddressInfo;
    const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
    log.info({ url: `http://${host}:${port}`, docs: '/docs', artifact }, 'listening');

    const onHopeless = async (reason: string) => {
      log.fatal({ reason }, 'the model hangs again and again; the process is killed');
      await sink.flush(500);
      exit(false);
    };
    const { engine, workers, maxQueue, requestTimeout, modelTimeout } = settings;
    shutdown.host = new ModelHost({
      ...{ artifact, engine, maxQueue, requestTimeout, modelTimeout, onHopeless },
      ...(workers !== undefined && { workers }),
      observer: modelObserver(telemetry, log),
    });
    try {
      await shutdown.host.loaded;
    } catch (error) {
      if (stopping()) return;
      fail(`the model in ${artifact} cannot be served: ${(error as Error).message}`);
    }
    const current = state();
    if (!('model' in current)) return;
    const { name, version, engine: runs } = current.model;
    log.info({ model: name, version, engine: runs }, 'ready');
  };
  serve().catch((error: Error) => fail(error.message));
}

/** @throws Error where there is none. */
async function chooseArtifact({ artifact, runs }: Settings, log: Logger): Promise<string> {
  if (artifact !== undefined) return artifact;
  const newest = await newestArtifact(runs);
  if (newest === undefined) {
    throw new Error(
      `there is no model below ${runs}; make one with \`pnpm --filter cli train\`, or name one: ARTIFACT=path`,
    );
  }
  const { directory, fromTheFuture } = newest;
  if (fromTheFuture.length > 0) {
    log.warn(
      { passedOver: fromTheFuture, artifact: directory },
      'artifacts with file times in the future are passed over; name one with ARTIFACT=path',
    );
  }
  return directory;
}

function listenSentence(error: NodeJS.ErrnoException, { host, port }: Settings): string {
  return error.code === 'EADDRINUSE'
    ? `port ${port} is in use; choose another with PORT=…`
    : `cannot listen on ${host}:${port}: ${error.message}`;
}

function fail(sentence: string): never {
  process.stderr.write(`reference-server: ${sentence}\n`);
  process.exit(1);
}
