import { DEFAULT_CANDIDATES, MOST_CANDIDATES } from '@org/bst/definition';
import { ENGINE_NAMES } from '@org/engine/names';
import { isStoreUrl, STORE_URLS } from '@org/store';
import { z } from 'zod';
import { type ApiKey, readApiKey } from './api-keys.js';
import type { Environment } from './trace-settings.js';

// Each setting is one entry below: its default, how it is read, and what the README says of it.

/** The longest time a timer can count. */
const MAX_MS = 2 ** 31 - 1;

function whole(min: number, max: number) {
  const sentence = `expected a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, sentence)
    .transform(Number)
    .refine((value) => value >= min && value <= max, sentence);
}

function oneOf<const Choices extends readonly string[]>(...choices: Choices) {
  return z.enum(choices, `expected ${choices.join(', ')}`);
}

function partsOf(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

const apiKeys = z.string().transform((text, context) => {
  const keys: ApiKey[] = [];
  partsOf(text).forEach((entry, place) => {
    const key = readApiKey(entry);
    const twin = keys.findIndex((one) => typeof key === 'object' && one.key === key.key);
    // The entry itself is a secret.
    if (typeof key === 'string') context.addIssue(`key ${place + 1} ${key}`);
    else if (twin >= 0) context.addIssue(`keys ${twin + 1} and ${place + 1} are the same`);
    else keys.push(key);
  });
  return keys;
});

const origins = z.string().transform((text, context) => {
  const parts = partsOf(text);
  parts.forEach((origin, place) => {
    if (/^(\*|https?:\/\/[^/?#\s]+)$/.test(origin)) return;
    context.addIssue(
      `entry ${place + 1} is not an origin: expected * or scheme://host:port without a path`,
    );
  });
  return parts;
});

const store = z.string().refine(isStoreUrl, `expected ${STORE_URLS}`);

const access = oneOf('open', 'key', 'off');

const SETTINGS = {
  HOST: [z.string(), '127.0.0.1', 'the address to listen on; `0.0.0.0` in a container'],
  PORT: [whole(0, 65_535), '3000', 'the port to listen on; 0 takes a free one'],
  ARTIFACT: [
    z.string(),
    undefined,
    'the artifact to serve, a path or a URL (`https://host/model.tar.gz#sha256=…`); the newest one below `RUNS` if unset',
  ],
  RATING_ARTIFACT: [
    z.string(),
    undefined,
    'the rating model for `/v1/ratings`, a path or a URL: what `train-ratings` wrote; without it the route answers 404',
  ],
  RERANKER_ARTIFACT: [
    z.string(),
    undefined,
    'a re-ranker, a path or a URL: what `train-ratings --loss log --implicit` wrote; it orders the best items of every list again',
  ],
  RERANKER_CANDIDATES: [
    whole(1, MOST_CANDIDATES),
    undefined,
    `how many items of a list it orders; if unset, as many as it was trained with, else ${DEFAULT_CANDIDATES}`,
  ],
  ARTIFACT_CACHE: [
    z.string(),
    '.cache/artifacts',
    'where artifacts that came from a URL are kept, by their hashes',
  ],
  MODELS: [
    z.string(),
    undefined,
    'a registry of models (`seqrec registry`), which is watched; in place of `ARTIFACT` and `RUNS`',
  ],
  DEFAULT_MODEL: [
    z.string(),
    undefined,
    'the name of the model in `MODELS` that requests get which name none; if unset, and there are several, requests must name one',
  ],
  RUNS: [z.string(), 'runs', 'where `train` leaves its artifacts'],
  ENGINE: [
    oneOf('auto', ...ENGINE_NAMES),
    'auto',
    `what computes: \`auto\`, the fastest present, or one of ${ENGINE_NAMES.map((name) => `\`${name}\``).join(', ')}`,
  ],
  WORKERS: [
    whole(1, 256),
    undefined,
    'threads that rank, each on one core, where `onnx` computes; as many as there are cores if unset',
  ],
  STORE: [
    store,
    undefined,
    'where events are kept: `sqlite:path`, `redis://host`, `postgres://host/database`, or `memory:` for a try; without it the routes of events and users answer 501',
  ],
  RULES: [
    z.string(),
    undefined,
    'a JSON file of rules by name, `{ "home": { "filter": "not adult" } }`, which requests name: `"rules": "home"`',
  ],
  HISTORY_EVENTS: [
    whole(1, 10_000),
    '1000',
    'recommendations for a user rest on at most so many of the newest events',
  ],
  HISTORY_DAYS: [
    whole(1, 36_500),
    undefined,
    'recommendations for a user rest on events of at most so many days; on all if unset',
  ],
  RETENTION_DAYS: [
    whole(1, 36_500),
    undefined,
    'events that are older are deleted, once an hour; none if unset',
  ],
  RECOMMENDATION_LOG: [
    z.string(),
    undefined,
    'a directory for a log of what was recommended, as JSON lines, for `seqrec experiment`; nothing is logged if unset',
  ],
  RECOMMENDATION_LOG_BYTES: [
    whole(100_000, 1e14),
    '1000000000',
    'of all files in `RECOMMENDATION_LOG` at the most; the oldest are deleted beyond them',
  ],
  API_KEYS: [
    apiKeys,
    undefined,
    'bearer keys for `/v1`, separated by commas; `key:read+events` limits one to these scopes; without any the API is open',
  ],
  RATE_LIMIT_PER_MINUTE: [
    whole(1, 1_000_000_000),
    undefined,
    'requests to `/v1` that a key, or an address without one, may send in a minute; further ones get 429',
  ],
  METRICS_ACCESS: [
    access,
    'key',
    '`/metrics`: `open`, `key` (needs a key if there are any) or `off`',
  ],
  DOCS_ACCESS: [access, 'open', '`/docs` and `/openapi.json`: `open`, `key` or `off`'],
  CONSOLE_ACCESS: [
    access,
    'open',
    '`/console`: `open`, `key` or `off`; where it is open, what it shows still needs the key that `/v1` needs',
  ],
  CORS_ORIGINS: [
    origins,
    undefined,
    'origins that browsers may call from, separated by commas, `*` for all',
  ],
  BODY_LIMIT_BYTES: [whole(1, 2 ** 28), '2000000', 'a larger body gets 413'],
  HEADERS_TIMEOUT_MS: [
    whole(1, MAX_MS / 4),
    '5000',
    'a connection that takes longer to send the head of a request is closed with 408',
  ],
  REQUEST_TIMEOUT_MS: [
    whole(1, MAX_MS / 4),
    '10000',
    'from the head of a request to its answer: a body that is not there by then gets 408, a late answer 504',
  ],
  KEEP_ALIVE_TIMEOUT_MS: [
    whole(1, MAX_MS / 4),
    '65000',
    'how long an idle connection stays open; longer than that of a proxy in front',
  ],
  MAX_CONNECTIONS: [whole(1, 1_000_000), '10000', 'further connections are closed at once'],
  MAX_QUEUE: [
    whole(1, 1_000_000),
    '4096',
    'histories that may wait for the model; further ones get 503 with `Retry-After`',
  ],
  MODEL_TIMEOUT_MS: [
    whole(1, MAX_MS / 4),
    '60000',
    'a model that computes for longer counts as hung and is replaced',
  ],
  SHUTDOWN_DELAY_MS: [
    whole(0, MAX_MS / 4),
    '2000',
    'after `SIGTERM` the server answers for so long while `/readyz` says 503, then stops listening',
  ],
  LOG_LEVEL: [
    oneOf('silent', 'error', 'warn', 'info', 'debug'),
    'info',
    '`silent`, `error`, `warn`, `info` or `debug`; one JSON line each, on stdout',
  ],
} as const satisfies Readonly<Record<string, readonly [z.ZodType, string | undefined, string]>>;

type Specs = typeof SETTINGS;

/** The name of an environment variable. */
export type SettingName = keyof Specs;

/** What a setting is once it is read. */
export type SettingValue<Name extends SettingName> = z.infer<Specs[Name][0]>;

/** Who may call a route: anyone, who has a key, or nobody. */
export type Access = z.infer<typeof access>;

/**
 * Reads a setting, or its default; an empty variable counts as unset.
 *
 * @throws Error with one sentence that names the variable.
 */
export function readSetting<Name extends SettingName>(
  name: Name,
  env: Environment,
): SettingValue<Name> {
  const [schema, byDefault]: readonly [z.ZodType, string | undefined, string] = SETTINGS[name];
  const parsed = (schema as z.ZodType<SettingValue<Name>>).safeParse(
    env[name] || (byDefault ?? ''),
  );
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`the environment variable ${name} is wrong: ${issue?.message}`);
}

/** The table of the README. Exported for the test that compares them. */
export function settingsTable(): string {
  const rows = Object.entries(SETTINGS).map(([name, [, byDefault, meaning]]) => [
    `\`${name}\``,
    byDefault === undefined ? 'none' : `\`${byDefault}\``,
    meaning,
  ]);
  const cells = [['Variable', 'Default', 'Meaning'], ...rows];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
