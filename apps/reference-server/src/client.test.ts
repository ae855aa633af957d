import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { ClientError, createClient } from '@org/client';
import { openStore } from '@org/store';
import openapi, { astToString } from 'openapi-typescript';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpServer } from './http-server.js';
import { createTelemetry } from './telemetry.js';
import { fullKeys, testApp } from './testing/next-model.js';

const SCHEMA = new URL('../../../packages/client/src/schema.ts', import.meta.url);
const README = new URL('../../../packages/client/README.md', import.meta.url);

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** The URL of the app behind a real socket, with a store and the key `key`. */
async function listen(rateLimit?: number): Promise<string> {
  const store = await openStore('memory:');
  const settings = {
    ...{ headersTimeout: 5000, requestTimeout: 5000, keepAliveTimeout: 5000 },
    ...{ maxConnections: 100, apiKeys: fullKeys('key'), rateLimit },
  };
  const telemetry = createTelemetry();
  const app = testApp({ settings, telemetry, store: () => ({ store }) });
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

describe('the types of the client', () => {
  /** `UPDATE_CLIENT=1` writes them. */
  it('are those of the OpenAPI document', async () => {
    const store = await openStore('memory:');
    const app = testApp({ store: () => ({ store }), settings: { apiKeys: fullKeys('key') } });
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
