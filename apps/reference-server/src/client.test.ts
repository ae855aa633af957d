import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClientError, createClient } from '@org/client';
import { openStore } from '@org/store';
import openapi, { astToString } from 'openapi-typescript';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpServer } from './http-server.js';
import type { RatingService } from './ratings/rating-host.js';
import { RecommendationLog } from './recommendation-log.js';
import { Recorder } from './recorder.js';
import { createTelemetry } from './telemetry.js';
import { fullKeys, testApp } from './testing/next-model.js';

const SCHEMA = new URL('../../../packages/client/src/schema.ts', import.meta.url);
const README = new URL('../../../packages/client/README.md', import.meta.url);

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** What logs recommendations into a folder that is removed after the test. */
function testRecorder(): Recorder {
  const directory = mkdtempSync(join(tmpdir(), 'client-'));
  const log = new RecommendationLog({ directory, maxBytes: 1e6, onDrop() {}, onError() {} });
  closing.push(async () => {
    await log.close();
    rmSync(directory, { recursive: true });
  });
  return new Recorder({ log, requestTimeout: 5000, telemetry: createTelemetry() });
}

/** The URL of the app behind a real socket, with a store and the key `key`. */
async function listen(rateLimit?: number): Promise<string> {
  const store = await openStore('memory:');
  const settings = {
    ...{ headersTimeout: 5000, requestTimeout: 5000, keepAliveTimeout: 5000 },
    ...{ maxConnections: 100, apiKeys: fullKeys('key'), rateLimit },
  };
  const telemetry = createTelemetry();
  const ratings: RatingService = {
    model: () => ({ name: 'bst', version: 'r1', candidates: 100 }),
    predict: async ({ items }) => ({
      ratings: items.map((id) => ({ id, rating: 4.5 })),
      ...{ ignored: [], notices: [] },
    }),
  };
  const app = testApp({
    ...{ settings, telemetry, ratings, recorder: testRecorder(), store: () => ({ store }) },
  });
  const server = createHttpServer({ fetch: app.fetch, settings, telemetry });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const failure = (call: Promise<unknown>) =>
  call.then(
    () => expect.unreachable('the call succeeded'),
    (error: unknown) => error as ClientError,
  );

describe('the client', () => {
  it('recommends, finds items, adds events and looks after a user', async () => {
    const client = createClient({ url: await listen(), key: 'key' });
    const { recommendations, fallback } = await client.recommend({ history: [318, 296], k: 2 });
    expect([recommendations.map(({ id }) => id), fallback]).toEqual([[593, 'x-4'], null]);
    expect((await client.search('pulp')).items).toEqual([
      { id: 296, title: 'Pulp Fiction (1994)' },
    ]);
    expect((await client.similar(296, { k: 1 })).similar.map(({ id }) => id)).toEqual([318]);
    expect((await client.models()).models[0]?.name).toBe('next');

    const event = { id: 'e1', user: 'visitor/1', item: 318, type: 'view' };
    expect((await client.events([event])).stored).toBe(1);
    expect((await client.user('ann').merge('visitor/1')).merged).toBe(1);
    const next = await client.user('ann').recommendations({ k: 1 });
    expect([next.events, next.recommendations[0]?.id]).toEqual([1, 296]);
    expect((await client.user('ann').delete()).deleted).toBe(1);
    expect((await client.user('ann').recommendations()).fallback).toBe('popularity');
  });

  it('keeps the users 5 and "5" apart', async () => {
    const client = createClient({ url: await listen(), key: 'key' });
    await client.events([{ id: 'e1', user: 5, item: 318, type: 'view' }]);
    expect((await client.user(5).recommendations()).events).toBe(1);
    expect((await client.user('5').recommendations()).events).toBe(0);
  });

  it('throws what the server says, as one kind of error', async () => {
    const url = await listen();
    const keyless = await failure(createClient({ url }).models());
    expect(keyless).toBeInstanceOf(ClientError);
    expect([keyless.code, keyless.status]).toEqual(['refused', 401]);
    const client = createClient({ url, key: 'key' });
    const wrong = await failure(client.recommend({ history: [1.5] }));
    expect([wrong.status, wrong.problem?.errors?.[0]?.path]).toEqual([400, 'history.0']);
    expect(wrong.message).toContain('expected an id');
    expect(wrong.problem?.requestId).toMatch(/^[\da-f-]{36}$/);
  });

  it('says when to try again, and where there is no answer', async () => {
    const limited = createClient({ url: await listen(1), key: 'key' });
    await limited.models();
    const refused = await failure(limited.models());
    expect(refused.status).toBe(429);
    expect(refused.retryAfter).toBeGreaterThan(0);
    const nobody = createClient({ url: 'http://127.0.0.1:9' });
    const unanswered = await failure(nobody.models());
    expect([unanswered.code, unanswered.status]).toEqual(['no-answer', undefined]);
  });
});

describe('each operation of the server', () => {
  it('is a method', async () => {
    const client = createClient({ url: await listen(), key: 'key' });
    const { results } = await client.recommendBatch({
      ...{
        model: 'next',
        requests: [
          { history: [318], k: 1 },
          { history: [], k: 1 },
        ],
      },
    });
    expect(results.map(({ recommendations }) => recommendations[0]?.id)).toEqual([296, 296]);
    const { recommendationId } = await client.recommend({ history: [318] });
    expect((await client.impressions([{ recommendationId, items: [296] }])).kept).toBe(1);

    const rated = await client.rate({ history: [318], ratings: [5], items: [296] });
    expect([rated.model.version, rated.ratings]).toEqual(['r1', [{ id: 296, rating: 4.5 }]]);

    expect((await client.item(318)).attributes).toEqual({ year: 1994, genre: ['Drama'] });
    const changed = await client.changeItem(318, { attributes: { price: 3.5 } });
    expect([changed.attributes.price, changed.attributes.year]).toEqual([3.5, 1994]);
    const [cheap, gone] = await client.changeItems(
      [
        { id: 318, attributes: { price: 3 } },
        { id: 593, available: false },
      ],
      { model: 'next' },
    );
    expect([cheap?.attributes.price, cheap?.attributes.year, gone?.available]).toEqual([
      ...[3, 1994, false],
    ]);
    const replaced = await client.replaceItem(318, { attributes: { year: 1995 } });
    expect(replaced.attributes).toEqual({ year: 1995 });
    expect((await client.deleteItem('x-4', { model: 'next@abc123' })).available).toBe(false);
    expect((await client.item('x-4')).available).toBe(false);
    expect((await client.similar(296, { k: 2, model: 'next' })).model.name).toBe('next');
    expect((await client.search('pulp', { limit: 1, model: 'next' })).items).toHaveLength(1);
    const other = await failure(client.search('pulp', { model: 'other' }));
    expect([other.status, other.message]).toEqual([422, expect.stringContaining('"other"')]);

    const events = Array.from({ length: 7 }, (_, place) => ({
      ...{ id: `e${place}`, user: 'ann/b', item: 318, type: 'view', time: 1.7e12 + place },
    }));
    await client.events(events);
    const page = await client.user('ann/b').events({ limit: 3 });
    expect([page.events.length, typeof page.next]).toEqual([3, 'string']);
    const kept: string[] = [];
    for await (const { id } of client.user('ann/b').allEvents()) kept.push(id);
    expect(kept).toEqual(events.map(({ id }) => id));
    expect((await client.user('ann/b', 'either').recommendations()).events).toBe(7);

    expect((await client.ready()).status).toBe('ok');
    expect(await client.metrics()).toContain('http_request_duration_seconds');
    expect((await failure(client.rollback('next', { alias: 'current' }))).status).toBe(409);
  });
});

describe('a call that fails', () => {
  /** Answers each request by the next of these, and counts them. */
  function server(...answers: (Response | Error | 'never')[]) {
    const requests: string[] = [];
    const fetch = ({ method, url, signal }: Request) => {
      requests.push(`${method} ${new URL(url).pathname}`);
      const answer = answers.shift() ?? Response.json({ models: [] });
      if (answer instanceof Response) return Promise.resolve(answer);
      return new Promise<Response>((_, reject) => {
        if (answer !== 'never') reject(answer);
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    };
    return { requests, client: createClient({ url: 'http://server.example', fetch }) };
  }
  const refusal = (status: number, headers = {}) =>
    Response.json({ title: 'Busy', status, detail: 'try later' }, { status, headers });

  it('is tried again where a second time changes nothing', async () => {
    const { client, requests } = server(new TypeError('reset'), refusal(503));
    expect((await client.models()).models).toEqual([]);
    expect(requests).toEqual(['GET /v1/models', 'GET /v1/models', 'GET /v1/models']);

    const named = server(refusal(503), Response.json({ stored: 1 }));
    await named.client.events([{ id: 'e1', user: 'ann', item: 1, type: 'view' }]);
    expect(named.requests).toHaveLength(2);
  });

  it('is not where it could: events without ids, impressions, a roll back, a merge', async () => {
    const unnamed = [{ user: 'ann', item: 1, type: 'view' }];
    const calls: ((client: ReturnType<typeof createClient>) => Promise<unknown>)[] = [
      (client) => client.events([{ id: 'e1', user: 'ann', item: 1, type: 'view' }, ...unnamed]),
      (client) => client.impressions([{ recommendationId: 'r-1' }]),
      (client) => client.rollback('films'),
      (client) => client.user('ann').merge('visitor'),
    ];
    for (const send of calls) {
      const { client, requests } = server(refusal(503));
      expect((await failure(send(client))).status).toBe(503);
      expect(requests).toHaveLength(1);
    }
  });

  it('is not where the server would say the same again', async () => {
    for (const status of [400, 401, 404, 422, 500, 504]) {
      const { client, requests } = server(refusal(status));
      expect((await failure(client.models())).status).toBe(status);
      expect(requests).toHaveLength(1);
    }
  });

  it('waits as long as Retry-After says, if that is in time, and else says so at once', async () => {
    const { client, requests } = server(refusal(429, { 'retry-after': '1' }));
    const start = performance.now();
    await client.models();
    expect(performance.now() - start).toBeGreaterThan(990);
    expect(requests).toHaveLength(2);

    const later = server(refusal(429, { 'retry-after': '60' }));
    const refused = await failure(later.client.models());
    expect([refused.status, refused.retryAfter, later.requests.length]).toEqual([429, 60, 1]);
  });

  it('ends at its timeout or by its signal, in a pause too', async () => {
    const late = await failure(server('never').client.models({ timeout: 50 }));
    expect([late.code, late.message]).toEqual([
      'timed-out',
      'the server gave no answer within 50 ms',
    ]);
    for (const first of ['never', refusal(429, { 'retry-after': '5' })] as const) {
      const { client, requests } = server(first);
      const leaving = new AbortController();
      const call = client.models({ signal: leaving.signal }).catch((error: unknown) => error);
      await sleep(20);
      const reason = new Error('the user left');
      leaving.abort(reason);
      expect(await call).toBe(reason);
      expect(requests).toHaveLength(1);
    }
  });
});

describe('the types of the client', () => {
  /** `UPDATE_CLIENT=1` writes them. */
  it('are those of the OpenAPI document', async () => {
    const store = await openStore('memory:');
    const app = testApp({
      ...{ store: () => ({ store }), recorder: testRecorder() },
      settings: { apiKeys: fullKeys('key') },
    });
    const document = JSON.parse(await (await app.request('/openapi.json')).text());
    const types = astToString(await openapi(document, { defaultNonNullable: false }));
    const text = `// Made from the server's OpenAPI document: UPDATE_CLIENT=1 pnpm --filter reference-server exec vitest run src/client.test.ts\n\n${types}`;
    if (process.env.UPDATE_CLIENT) writeFileSync(SCHEMA, text);
    expect(readFileSync(SCHEMA, 'utf8')).toBe(text);
  });
});

it('the example of the README runs', async () => {
  const url = await listen();
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync(README, 'utf8')) ?? [];
  const body = example
    .replace(/^import .*\n/m, '')
    .replace('http://127.0.0.1:3000', url)
    .replace('process.env.KEY', "'key'");
  const printed: unknown[] = [];
  const run = Object.getPrototypeOf(async () => {}).constructor;
  await new run('createClient', 'ClientError', 'console', body)(createClient, ClientError, {
    log: (...values: unknown[]) => printed.push(...values),
  });
  expect(printed).toEqual([expect.any(Array), 404]);
});
