import type { AddressInfo } from 'node:net';
import { cachedArtifact, isArtifactUrl } from '@org/registry';
import type { Rules } from '@org/rules';
import { ModelFleet, ModelHost, type ModelHostOptions } from '@org/serving';
import { type Logger, pino } from 'pino';
import { createApp } from './app.js';
import { createHttpServer } from './http-server.js';
import { ItemHost } from './item-host.js';
import { createLogSink, standardOutput } from './log-sink.js';
import { fleetObserver, modelObserver } from './model-observer.js';
import { singleModel } from './models.js';
import { newestArtifact } from './newest-artifact.js';
import { RatingHost, servedRatings } from './ratings/rating-host.js';
import { RecommendationLog } from './recommendation-log.js';
import { Recorder } from './recorder.js';
import { readRuleSets } from './rule-sets.js';
import { readSettings, type Settings } from './settings.js';
import { exit, Shutdown } from './shutdown.js';
import { StoreHost } from './store-host.js';
import { createTelemetry } from './telemetry.js';

/** Runs the server until a signal ends the process. Handles signals from before it returns. */
export function runServer(env: Readonly<Record<string, string | undefined>>): void {
  let settings: Settings;
  let ruleSets: ReadonlyMap<string, Rules> | undefined;
  try {
    settings = readSettings(env);
    if (settings.rules !== undefined) ruleSets = readRuleSets(settings.rules);
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

  const models = () => shutdown.models;
  const stopping = () => shutdown.stopping;
  const url = settings.store;
  if (url !== undefined) {
    shutdown.store = new StoreHost({ url, settings, telemetry, log });
    shutdown.store.opened.catch((error: Error) => fail(error.message));
  }
  const { store: kept } = shutdown;
  const store = kept && (() => kept.state());
  const { recommendationLog: directory, requestTimeout } = settings;
  const recommendations =
    directory === undefined
      ? undefined
      : new RecommendationLog({
          ...{ directory, maxBytes: settings.recommendationLogBytes },
          onDrop: (records) => telemetry.droppedRecords.inc(records),
          onError: ({ message }) =>
            log.error({ reason: message }, 'recommendations cannot be logged now'),
        });
  shutdown.recommendations = recommendations;
  const recorder =
    recommendations && new Recorder({ log: recommendations, requestTimeout, telemetry });
  const items = new ItemHost({ ruleSets, store, log });
  items.follow();
  const tracer = settings.traces && (() => shutdown.tracer);
  const ratings =
    settings.ratingArtifact === undefined ? undefined : servedRatings(() => shutdown.ratings);
  const reranker =
    settings.rerankerArtifact === undefined
      ? undefined
      : {
          ratings: servedRatings(() => shutdown.reranker),
          candidates: settings.rerankerCandidates,
        };
  const app = createApp({
    ...{ models, store, items, ratings, reranker, recorder, stopping },
    ...{ settings, telemetry, tracer, log },
  });
  const server = createHttpServer({ fetch: app.fetch, settings, telemetry });
  const serve = async () => {
    if (settings.traces !== undefined) {
      const { otlpTracer } = await import('./otlp-tracer.js');
      shutdown.tracer = await otlpTracer({ protocol: settings.traces, log });
    }
    const place = settings.models ?? (await chooseArtifact(settings, log));
    server.once('error', (error: NodeJS.ErrnoException) => fail(listenSentence(error, settings)));
    await new Promise<void>((resolve) => {
      server.listen(settings.port, settings.host, resolve);
    });
    if (stopping()) return;
    shutdown.server = server;
    const { port } = server.address() as AddressInfo;
    const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
    log.info(
      {
        url: `http://${host}:${port}`,
        docs: '/docs',
        ...(settings.models ? { models: place } : { artifact: place }),
      },
      'listening',
    );

    const onHopeless = async (reason: string) => {
      log.fatal({ reason }, 'the model hangs again and again; the process is killed');
      await sink.flush(500);
      exit(false);
    };
    const { engine, workers, maxQueue, requestTimeout, modelTimeout } = settings;
    const observer = modelObserver(telemetry, log);
    const options = {
      ...{ engine, maxQueue, requestTimeout, modelTimeout, onHopeless, observer },
      ...(workers !== undefined && { workers }),
    };
    const rated = Promise.all([
      settings.ratingArtifact &&
        loadRatings(settings.ratingArtifact, 'rating model', (host) => {
          shutdown.ratings = host;
        }),
      settings.rerankerArtifact &&
        loadRatings(settings.rerankerArtifact, 're-ranker', (host) => {
          shutdown.reranker = host;
        }),
    ]);
    const loaded =
      settings.models === undefined ? loadOne(place, options) : watch(place, settings, options);
    await loaded;
    await rated;
    if (stopping()) return;
    for (const { model } of models()?.list() ?? []) {
      if (model !== undefined) await items.checkRuleSets(model.catalogue).catch(failBy);
    }
    const unready = models()?.unready();
    const served = models()
      ?.list()
      .map(({ name, alias, version, model }) => ({
        ...{ model: name, alias, version, engine: model?.engine },
      }));
    if (unready !== undefined) log.warn({ reason: unready }, 'not ready: the registry is watched');
    else log.info(settings.models === undefined ? { ...served?.[0] } : { models: served }, 'ready');
  };
  const loadRatings = async (
    place: string,
    what: 'rating model' | 're-ranker',
    keep: (host: RatingHost) => void,
  ) => {
    const { engine, artifactCache, maxQueue, modelTimeout } = settings;
    try {
      const artifact = isArtifactUrl(place)
        ? (await cachedArtifact(place, { cache: artifactCache })).directory
        : place;
      const host = new RatingHost({
        ...{ artifact, engine, maxQueue, modelTimeout },
        onLost: (reason) => log.error({ reason }, `the ${what} failed; it is loaded again`),
      });
      keep(host);
      const details = await host.loaded;
      if (what === 're-ranker' && !details.reranks) {
        throw new Error(
          'it reads ratings or users, which a history lacks: train it by train-ratings --loss log --implicit --negatives 4 --first-stage <dir>',
        );
      }
      log.info({ ...details }, `${what} ready`);
    } catch (error) {
      if (stopping()) return;
      fail(`the ${what} in ${place} cannot be served: ${(error as Error).message}`);
    }
  };
  const loadOne = async (artifact: string, options: Omit<ModelHostOptions, 'artifact'>) => {
    const host = new ModelHost({ ...options, artifact });
    shutdown.models = singleModel(host);
    try {
      await host.loaded;
    } catch (error) {
      if (stopping()) return;
      fail(`the model in ${artifact} cannot be served: ${(error as Error).message}`);
    }
  };
  const watch = (
    registry: string,
    { defaultModel }: Settings,
    host: Omit<ModelHostOptions, 'artifact'>,
  ) => {
    const fleet = new ModelFleet({
      ...{ registry, host, observer: fleetObserver(telemetry, log) },
      defaultName: defaultModel,
    });
    shutdown.models = fleet;
    return fleet.loaded;
  };
  serve().catch((error: Error) => fail(error.message));
}

/** @throws Error where there is none. */
async function chooseArtifact(
  { artifact, artifactCache, runs }: Settings,
  log: Logger,
): Promise<string> {
  if (artifact !== undefined && isArtifactUrl(artifact)) {
    const { directory, config, sha256 } = await cachedArtifact(artifact, { cache: artifactCache });
    log.info({ artifact: directory, version: config.version, sha256 }, 'the artifact is here');
    return directory;
  }
  if (artifact !== undefined) return artifact;
  const newest = await newestArtifact(runs);
  if (newest === undefined) {
    throw new Error(
      `${runs} has no model yet; train one with \`pnpm --filter cli train\`, or name one: ARTIFACT=path`,
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

function failBy(error: Error): never {
  fail(error.message);
}

function fail(sentence: string): never {
  process.stderr.write(`reference-server: ${sentence}\n`);
  process.exit(1);
}
