import { openStore } from '@org/store';
import { describe, expect, it } from 'vitest';
import { type ApiKey, keyFinder } from './api-keys.js';
import { fullKeys, type TestOptions, testApp } from './testing/next-model.js';

type Answered = readonly [method: string, path: string, body?: unknown];

async function send(
  app: ReturnType<typeof testApp>,
  [method, path, body]: Answered,
  key?: string,
): Promise<Response> {
  return app.request(path, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

const recommend: Answered = ['POST', '/v1/recommendations', { history: [318] }];

describe('a key', () => {
  const apiKeys: ApiKey[] = [
    ...fullKeys('all'),
    { key: 'reader', scopes: ['read'] },
    { key: 'shop', scopes: ['read', 'events'] },
    { key: 'boss', scopes: ['admin'] },
  ];
  const event = { id: 'e1', user: 'ann', item: 318, type: 'view' };
  const operations: [string, Answered][] = [
    ['read', recommend],
    ['read', ['POST', '/v1/recommendations/batch', { requests: [{ history: [318] }] }]],
    ['read', ['GET', '/v1/items?query=pulp']],
    ['read', ['GET', '/v1/items/296/similar']],
    ['read', ['GET', '/v1/models']],
    ['read', ['HEAD', '/v1/models']],
    ['events', ['POST', '/v1/events', { events: [event] }]],
    ['read', ['POST', '/v1/users/ann/recommendations', {}]],
    ['events', ['POST', '/v1/users/ann/merge', { from: 'visitor' }]],
    ['admin', ['GET', '/v1/users/ann']],
    ['admin', ['DELETE', '/v1/users/ann']],
  ];

  it.each(operations)('needs the scope %s for %j, and 403 names it', async (scope, operation) => {
    const store = await openStore('memory:');
    const app = testApp({ store: () => ({ store }), settings: { apiKeys } });
    await send(app, ['POST', '/v1/events', { events: [event] }], 'all');
    for (const { key, scopes } of apiKeys) {
      const response = await send(app, operation, key);
      const allowed = scopes.some((one) => one === scope);
      expect([key, response.status]).toEqual([key, allowed ? 200 : 403]);
      if (allowed || operation[0] === 'HEAD') continue;
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(await response.text()).toContain(`needs the scope ${scope}`);
    }
  });

  it('that may not do something is refused before its body is received', async () => {
    const app = testApp({ settings: { apiKeys } });
    const long: Answered = ['POST', '/v1/recommendations', { history: new Array(5000).fill(1) }];
    expect((await send(app, long, 'boss')).status).toBe(403);
    expect((await send(app, long, 'reader')).status).toBe(413);
  });

  it('is found among others whatever it begins with, and none is found for what is near it', () => {
    const find = keyFinder(fullKeys('alpha', 'alphabet', 'Alpha'));
    expect(find('alpha')?.key).toBe('alpha');
    expect(find('alphabet')?.key).toBe('alphabet');
    for (const near of ['', 'alph', 'alphab', 'ALPHA', 'alpha ', 'alphabets']) {
      expect(find(near)).toBeUndefined();
    }
  });
});

describe('a rate limit', () => {
  const limited = (options: TestOptions['settings'] = {}) =>
    testApp({ settings: { rateLimit: 3, ...options } });
  const statuses = async (app: ReturnType<typeof testApp>, count: number, key?: string) => {
    const all: number[] = [];
    for (let n = 0; n < count; n += 1) all.push((await send(app, recommend, key)).status);
    return all;
  };

  it('is off by default', async () => {
    const app = testApp();
    expect(new Set(await statuses(app, 50))).toEqual(new Set([200]));
    expect((await send(app, recommend)).headers.get('ratelimit')).toBeNull();
  });

  it('lets so many requests through, says how many are left, and answers 429 beyond', async () => {
    const app = limited();
    const first = await send(app, recommend);
    expect(first.headers.get('ratelimit-policy')).toBe('3;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^limit=3, remaining=2, reset=\d+$/);
    expect(await statuses(app, 2)).toEqual([200, 200]);
    const refused = await send(app, recommend);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect((await app.request('/livez')).status).toBe(200);
  });

  it('counts each key by itself, and wrong keys together', async () => {
    const app = limited({ apiKeys: fullKeys('one', 'two') });
    expect(await statuses(app, 4, 'one')).toEqual([200, 200, 200, 429]);
    expect(await statuses(app, 3, 'two')).toEqual([200, 200, 200]);
    for (const guess of ['a', 'b', 'c']) {
      expect((await send(app, recommend, guess)).status).toBe(401);
    }
    expect((await send(app, recommend, 'd')).status).toBe(429);
  });
});
