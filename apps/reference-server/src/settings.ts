import { resolve } from 'node:path';
import { isArtifactUrl } from '@org/registry';
import type { ApiKey } from './api-keys.js';
import {
  type Access,
  readSetting,
  type SettingName,
  type SettingValue,
} from './setting-definitions.js';
import { type Environment, readTraces, type TraceProtocol } from './trace-settings.js';

/** How the server runs, read from the environment once, at the start. The README describes each. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  /** An absolute path or a URL; without it the newest artifact below `runs`. */
  readonly artifact: string | undefined;
  /** An absolute path or a URL. */
  readonly ratingArtifact: string | undefined;
  /** An absolute path or a URL. */
  readonly rerankerArtifact: string | undefined;
  /** Undefined: as the re-ranker was trained. */
  readonly rerankerCandidates: number | undefined;
  /** An absolute path. */
  readonly artifactCache: string;
  /** An absolute path. */
  readonly models: string | undefined;
  readonly defaultModel: string | undefined;
  /** An absolute path. */
  readonly runs: string;
  readonly engine: SettingValue<'ENGINE'>;
  readonly workers: number | undefined;
  /** The URL of a store; a file's path in it is absolute. */
  readonly store: string | undefined;
  /** The file of sets of rules. */
  readonly rules: string | undefined;
  readonly historyEvents: number;
  readonly historyDays: number | undefined;
  readonly retentionDays: number | undefined;
  /** An absolute path. */
  readonly recommendationLog: string | undefined;
  readonly recommendationLogBytes: number;
  readonly apiKeys: readonly ApiKey[];
  /** Requests in a minute. */
  readonly rateLimit: number | undefined;
  readonly metricsAccess: Access;
  readonly docsAccess: Access;
  readonly consoleAccess: Access;
  readonly corsOrigins: readonly string[];
  readonly bodyLimit: number;
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly keepAliveTimeout: number;
  readonly maxConnections: number;
  readonly maxQueue: number;
  readonly modelTimeout: number;
  readonly shutdownDelay: number;
  readonly logLevel: SettingValue<'LOG_LEVEL'>;
  /** Absent where requests are not traced. The exporter reads the other variables `OTEL_*` itself. */
  readonly traces: TraceProtocol | undefined;
}

/**
 * Reads the settings. An empty variable counts as unset. Relative folders start where the command was typed, which pnpm
 * gives as `INIT_CWD`.
 *
 * @throws Error with one sentence that names the variable.
 */
export function readSettings(env: Environment): Settings {
  const read = <Name extends SettingName>(name: Name) => readSetting(name, env);
  const optional = <Name extends SettingName>(name: Name) => (env[name] ? read(name) : undefined);
  const base = env.INIT_CWD || process.cwd();
  const artifact = optional('ARTIFACT');
  const models = optional('MODELS');
  if (artifact !== undefined && models !== undefined) {
    throw new Error('both ARTIFACT and MODELS are set: leave one of them out');
  }
  return {
    host: read('HOST'),
    port: read('PORT'),
    artifact: absoluteArtifact(artifact, base),
    ratingArtifact: absoluteArtifact(optional('RATING_ARTIFACT'), base),
    rerankerArtifact: absoluteArtifact(optional('RERANKER_ARTIFACT'), base),
    rerankerCandidates: optional('RERANKER_CANDIDATES'),
    artifactCache: resolve(base, read('ARTIFACT_CACHE')),
    models: absolute(models, base),
    defaultModel: optional('DEFAULT_MODEL'),
    runs: resolve(base, read('RUNS')),
    engine: read('ENGINE'),
    workers: optional('WORKERS'),
    store: absoluteStore(optional('STORE'), base),
    rules: absolute(optional('RULES'), base),
    historyEvents: read('HISTORY_EVENTS'),
    historyDays: optional('HISTORY_DAYS'),
    retentionDays: optional('RETENTION_DAYS'),
    recommendationLog: absolute(optional('RECOMMENDATION_LOG'), base),
    recommendationLogBytes: read('RECOMMENDATION_LOG_BYTES'),
    apiKeys: read('API_KEYS'),
    rateLimit: optional('RATE_LIMIT_PER_MINUTE'),
    metricsAccess: read('METRICS_ACCESS'),
    docsAccess: read('DOCS_ACCESS'),
    consoleAccess: read('CONSOLE_ACCESS'),
    corsOrigins: read('CORS_ORIGINS'),
    bodyLimit: read('BODY_LIMIT_BYTES'),
    headersTimeout: read('HEADERS_TIMEOUT_MS'),
    requestTimeout: read('REQUEST_TIMEOUT_MS'),
    keepAliveTimeout: read('KEEP_ALIVE_TIMEOUT_MS'),
    maxConnections: read('MAX_CONNECTIONS'),
    maxQueue: read('MAX_QUEUE'),
    modelTimeout: read('MODEL_TIMEOUT_MS'),
    shutdownDelay: read('SHUTDOWN_DELAY_MS'),
    logLevel: read('LOG_LEVEL'),
    traces: readTraces(env),
  };
}

function absolute(path: string | undefined, base: string): string | undefined {
  return path === undefined ? undefined : resolve(base, path);
}

function absoluteArtifact(artifact: string | undefined, base: string): string | undefined {
  return artifact !== undefined && isArtifactUrl(artifact) ? artifact : absolute(artifact, base);
}

function absoluteStore(url: string | undefined, base: string): string | undefined {
  const [, path] = /^sqlite:(.+)$/.exec(url ?? '') ?? [];
  return path === undefined ? url : `sqlite:${resolve(base, path)}`;
}
