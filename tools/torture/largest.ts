/**
 * Sends the largest requests that each route accepts, 16 at once, to the built server with a model of a million items,
 * and measures how long they hold the server's event loop.
 *
 *   pnpm --filter tools torture:largest [--items 1000000] [--bound 50] [--only NAME ...] [--server MAIN.JS]
 *
 * `--only` runs the cases whose names have this part. Those of a user need the case `1,000 events` before them.
 *
 * The longest turn is processor time of the server's main thread, which other programs on the machine do not change.
 * Exit code 1 if a turn is longer than the bound in milliseconds, or a request is neither answered nor refused by its cost
 * (413, 422), or as the server is busy (503, 504). Keeps the model in .cache/torture.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { saveLargeArtifact } from './large-artifact.js';
import { processorMs, startServer } from './server.js';

const { values: flags } = parseArgs({
  options: {
    items: { type: 'string', default: '1000000' },
    bound: { type: 'string', default: '50' },
    only: { type: 'string', multiple: true },
    server: { type: 'string' },
  },
});
const itemCount = Number(flags.items);
const bound = Number(flags.bound);
const AT_ONCE = 16;
const BODY_LIMIT = 2_000_000;
const MIB = 2 ** 20;

interface Case {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

const ids = (count: number, step: number) =>
  Array.from({ length: count }, (_, n) => (n * step) % itemCount);
const rules = {
  filter: "genre in ('Drama','Comedy') and year >= 1950 and not missing(price)",
  boosts: [
    { when: 'year > 2000', multiply: 2 },
    { when: "genre = 'Crime'", multiply: 0.5 },
  ],
  caps: [{ attribute: 'genre', max: 300 }],
  promotions: [{ filter: 'price < 1', share: 0.2 }],
  diversity: { lambda: 0.7, pool: 1000 },
  exploration: { share: 0.1, pool: 1000 },
};
/** Without pools, so that a batch of them is answered. */
const plainRules = { filter: rules.filter, boosts: rules.boosts, promotions: rules.promotions };
const longest = { history: ids(10_000, 7), timestamps: ids(10_000, 3), k: 1000 };
const rows = (count: number, row: object) => ({ requests: Array(count).fill(row) });
const event = (n: number, context: string) => ({
  ...{ user: 'largest', item: n, type: 'view', time: 1_714_564_800_000 + n },
  ...{ value: 1.5, context: { page: context } },
});

const post = (name: string, path: string, body: object): Case => ({
  ...{ name, method: 'POST', path, body: JSON.stringify(body) },
});
const get = (name: string, path: string): Case => ({ name, method: 'GET', path });

const cases: readonly Case[] = [
  post('the longest history, most items', '/v1/recommendations', longest),
  post('the longest history with rules', '/v1/recommendations', { ...longest, rules }),
  post('100,000 excluded and allowed', '/v1/recommendations', {
    ...{ history: [1], k: 1000, exclude: ids(100_000, 11), allow: ids(100_000, 13) },
  }),
  post('100,000 excluded and allowed, with rules', '/v1/recommendations', {
    ...{ history: [1], k: 1000, exclude: ids(100_000, 11), allow: ids(100_000, 13), rules },
  }),
  post('100,000 unknown ids', '/v1/recommendations', {
    ...{ history: [1], k: 1000, exclude: ids(100_000, 11).map((id) => `no-${id}`) },
  }),
  post('the most explanations', '/v1/recommendations', { ...longest, explain: 20 }),
  post('an empty history with rules', '/v1/recommendations', { history: [], k: 1000, rules }),
  post('a filter of every kind', '/v1/recommendations', {
    ...{ history: [1], k: 10 },
    rules: { filter: Array.from({ length: 32 }, (_, n) => `year != ${1900 + n}`).join(' and ') },
  }),
  post('256 empty histories', '/v1/recommendations/batch', rows(256, { history: [], k: 100 })),
  post(
    '256 known histories',
    '/v1/recommendations/batch',
    rows(256, { history: ids(200, 7), k: 100 }),
  ),
  post(
    '256 histories with rules',
    '/v1/recommendations/batch',
    rows(256, { history: [5], k: 100, rules }),
  ),
  post(
    '256 empty histories with rules',
    '/v1/recommendations/batch',
    rows(256, { history: [], k: 100, rules }),
  ),
  post(
    '256 histories with rules without pools',
    '/v1/recommendations/batch',
    rows(256, { history: [5], k: 100, rules: plainRules }),
  ),
  post(
    '256 empty histories with rules without pools',
    '/v1/recommendations/batch',
    rows(256, { history: [], k: 100, rules: plainRules }),
  ),
  post(
    '25 of the longest histories',
    '/v1/recommendations/batch',
    rows(25, { ...longest, timestamps: undefined }),
  ),
  post('1,000 events', '/v1/events', {
    events: Array.from({ length: 1000 }, (_, n) => event(n, 'x'.repeat(1800))),
  }),
  post('a user of 1,000 events', '/v1/users/largest/recommendations', { k: 1000 }),
  post('a user of 1,000 events with rules', '/v1/users/largest/recommendations', {
    ...{ k: 1000, explain: 20, rules: { ...rules, seen: [{ type: 'view', days: 9999 }] } },
  }),
  get('the export of a user', '/v1/users/largest?limit=1000'),
  post('1,000 impressions', '/v1/impressions', {
    impressions: Array.from({ length: 1000 }, (_, n) => ({
      ...{ recommendationId: `r-${n}`, items: ids(250, 3) },
    })),
  }),
  get('the most similar items', '/v1/items/77/similar?k=1000'),
  get('a word of all titles', '/v1/items?query=film&limit=100'),
  get('a long query', `/v1/items?query=${'film%20part%20'.repeat(15)}1&limit=100`),
  // Refused, once the server has looked at its attributes.
  {
    ...{ name: 'an item of many attributes', method: 'PUT', path: '/v1/items/12' },
    body: JSON.stringify({ attributes: { genre: ids(150_000, 1).map(String) } }),
  },
  {
    ...{ name: '1,000 changed items', method: 'PATCH', path: '/v1/items' },
    body: JSON.stringify({
      items: ids(1000, 17).map((id) => ({ id, attributes: { price: 2, genre: ['Drama'] } })),
    }),
  },
  post('an empty history with rules, 1,000 items changed', '/v1/recommendations', {
    ...{ history: [], k: 1000, rules },
  }),
  { name: 'an item that is taken out', method: 'DELETE', path: '/v1/items/13' },
  post('the longest history, an item out', '/v1/recommendations', longest),
  post(
    '256 empty histories, an item out',
    '/v1/recommendations/batch',
    rows(256, { history: [], k: 100 }),
  ),
  get('similar items, an item out', '/v1/items/77/similar?k=1000'),
  get('metrics', '/metrics'),
  get('models', '/v1/models'),
  get('the OpenAPI document', '/openapi.json'),
];

const cache = fileURLToPath(new URL(`../../.cache/torture/${itemCount}-items`, import.meta.url));
if (!existsSync(cache)) await saveLargeArtifact(cache, itemCount);
const folder = mkdtempSync(join(tmpdir(), 'torture-largest-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, 'rules.json'), JSON.stringify({ home: rules }));
mkdirSync(join(folder, 'recommendations'));
const server = await startServer(
  {
    ARTIFACT: cache,
    STORE: `sqlite:${join(folder, 'events.db')}`,
    RECOMMENDATION_LOG: join(folder, 'recommendations'),
    REQUEST_TIMEOUT_MS: '60000',
  },
  { main: flags.server },
);
const start = await server.measure({ reset: true });
console.log(
  `${itemCount} items: ready after ${(server.ready.wall / 1000).toFixed(1)} s, ${(server.ready.processor / 1000).toFixed(1)} s of processors; ${(start.rss / MIB).toFixed(0)} MiB; longest turn since it listens ${start.longestTurn.toFixed(0)} ms`,
);
let failed = start.longestTurn > bound;
for (const one of cases) {
  if (flags.only?.some((name) => one.name.includes(name)) === false) continue;
  const length = Buffer.byteLength(one.body ?? '');
  if (length > BODY_LIMIT)
    throw new Error(`${one.name}: a body of ${length} bytes is over the limit`);
  const began = performance.now();
  const before = processorMs(server.child);
  const statuses = await Promise.all(Array.from({ length: AT_ONCE }, () => send(one)));
  const ms = performance.now() - began;
  const processor = processorMs(server.child) - before;
  const { longestTurn, longestDelay, rss } = await server.measure({ reset: true });
  const wrong = statuses.some((status) => ![200, 413, 422, 503, 504].includes(status));
  const late = longestTurn > bound;
  failed ||= wrong || late;
  console.log(
    [
      `${late || wrong ? 'FAULT ' : ''}${one.name}: ${[...new Set(statuses)].join(', ')}`,
      `longest turn ${longestTurn.toFixed(0)} ms (by the clock ${longestDelay.toFixed(0)} ms)`,
      `all 16 after ${ms.toFixed(0)} ms, ${processor.toFixed(0)} ms of processors; ${(rss / MIB).toFixed(0)} MiB`,
    ].join('; '),
  );
}
for (const line of server.errors) console.error(line.slice(0, 1000));
failed ||= server.errors.length > 0;
await server.stop();
process.exitCode = failed ? 1 : 0;

/** The status, or 0 where the connection broke. Each request has a connection of its own, none that may be closed as idle. */
async function send({ method, path, body }: Case): Promise<number> {
  try {
    const response = await fetch(`${server.url}${path}`, {
      ...{ method, headers: { 'content-type': 'application/json', connection: 'close' } },
      ...(body !== undefined && { body }),
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    console.error(`no answer: ${(error as Error).cause ?? error}`);
    return 0;
  }
}
