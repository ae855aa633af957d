import type { History } from '@org/seqrec-data';
import type { ServedModel } from '@org/serving';
import { describe, expect, it } from 'vitest';
import { testApp as app, fullKeys, nextModel as model } from './testing/next-model.js';

function post(path: string, body: unknown, init: RequestInit = {}) {
  return new Request(`http://localhost${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
    headers: { 'content-type': 'application/json', ...init.headers },
  });
}

/** The body as parsed JSON, untyped: its shape is what the tests claim. */
const read = async (response: Response) => JSON.parse(await response.text());

const ids = (body: { recommendations: { id: unknown }[] }) =>
  body.recommendations.map(({ id }) => id);

describe('GET /', () => {
  it('leads to the console, with no key', async () => {
    const response = await app({ settings: { apiKeys: fullKeys('key') } }).request('/');
    expect([response.status, response.headers.get('location')]).toEqual([302, '/console']);
  });

  it('says where things are where the console is off, and is not in the OpenAPI document', async () => {
    const plain = app({ settings: { consoleAccess: 'off' } });
    expect(await read(await plain.request('/'))).toEqual({
      name: 'Recommendation API',
      links: { docs: '/docs', openapi: '/openapi.json', models: '/v1/models' },
    });
    const bare = app({ settings: { consoleAccess: 'off', docsAccess: 'off' } });
    expect((await read(await bare.request('/'))).links).toEqual({ models: '/v1/models' });
    expect((await read(await plain.request('/openapi.json'))).paths).not.toHaveProperty(['/']);
  });
});

describe('POST /v1/recommendations', () => {
  it('ranks what comes after the newest item, without what was seen', async () => {
    const response = await app().request(
      post('/v1/recommendations', { history: [318, 296], k: 2 }),
    );
    expect(response.status).toBe(200);
    expect(await read(response)).toEqual({
      model: { name: 'next', version: 'abc123' },
      recommendationId: expect.stringMatching(/^[\da-f-]{36}$/),
      recommendations: [
        { id: 593, title: 'Silence of the Lambs, The (1991)', score: -1 },
        { id: 'x-4', title: 'Fargo (1996)', score: -2 },
      ],
      ignored: [],
      notices: [],
      fallback: null,
    });
  });

  it('takes ids as text or as numbers, whichever the data has', async () => {
    const asText = await app().request(post('/v1/recommendations', { history: ['318', '296'] }));
    const asNumbers = await app().request(post('/v1/recommendations', { history: [318, 296] }));
    expect(ids(await read(asText))).toEqual(ids(await read(asNumbers)));
  });

  it('hands the times of known items to the model, in order', async () => {
    const histories: History[] = [];
    const spy: ServedModel = {
      ...model,
      rank: (queries, caller) => {
        histories.push(...queries.map(({ history }) => history));
        return model.rank(queries, caller);
      },
    };
    const body = { history: [296, 'nobody', 318], timestamps: [20, 15, 10] };
    await app({ model: spy }).request(post('/v1/recommendations', body));
    expect(histories).toEqual([
      { items: Int32Array.of(1, 2), timestamps: Float64Array.of(10, 20) },
    ]);
  });

  it('sorts the history by timestamps where they are given', async () => {
    const body = { history: [296, 318], timestamps: [20, 10], k: 1 };
    const response = await app().request(post('/v1/recommendations', body));
    expect(ids(await read(response))).toEqual([593]);
  });

  it('keeps to allow, leaves out exclude, and returns what was seen when asked to', async () => {
    const response = await app().request(
      post('/v1/recommendations', {
        history: [318],
        allow: [318, 296, 593, 'x-4'],
        exclude: [593],
        excludeSeen: false,
      }),
    );
    expect(ids(await read(response))).toEqual([318, 296, 'x-4']);
  });

  it('names the ids that it does not know, and goes on without them', async () => {
    const response = await app().request(
      post('/v1/recommendations', { history: ['nope', 318], exclude: ['gone'], k: 1 }),
    );
    const body = await read(response);
    expect(body.ignored).toEqual(['nope', 'gone']);
    expect(ids(body)).toEqual([296]);
    expect(body.fallback).toBeNull();
  });

  it('refuses unknown ids when asked to', async () => {
    const response = await app().request(
      post('/v1/recommendations', { history: [318, 'nope'], unknown: 'error' }),
    );
    expect(response.status).toBe(422);
    expect((await read(response)).detail).toContain('"nope"');
  });

  it.each([[[]], [['nope']]])(
    'falls back to popularity, and says so, for the history %j',
    async (history) => {
      const response = await app().request(post('/v1/recommendations', { history, k: 3 }));
      const body = await read(response);
      expect(body.fallback).toBe('popularity');
      expect(ids(body)).toEqual([296, 50, 593]);
    },
  );

  it.each([
    ['a misspelt field', { histroy: [318] }, 'histroy'],
    ['no history', {}, 'history'],
    ['k of 0', { history: [], k: 0 }, 'k'],
    ['an id that is a fraction', { history: [318.5] }, 'history.0: expected an id'],
    ['an id that is empty', { history: [''] }, 'history.0'],
  ])('answers 400 with the place for %s', async (_, body, place) => {
    const response = await app().request(post('/v1/recommendations', body));
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const problem = await read(response);
    expect(problem.detail).toContain(place);
    expect(problem.requestId).toBe(response.headers.get('x-request-id'));
  });

  it('answers 422 for timestamps that are not as many as the entries of the history', async () => {
    const few = { history: [318, 296], timestamps: [1] };
    const alone = await app().request(post('/v1/recommendations', few));
    expect(alone.status).toBe(422);
    expect((await read(alone)).errors[0].path).toBe('timestamps');
    const requests = [{ history: [318] }, few];
    const batch = await app().request(post('/v1/recommendations/batch', { requests }));
    expect(batch.status).toBe(422);
    expect((await read(batch)).errors[0].path).toBe('requests.1.timestamps');
  });

  it.each([
    ['history', '{"history":[318,90071992547409101]}', 'history.1'],
    ['exclude', '{"history":[],"exclude":[90071992547409101]}', 'exclude.0'],
    ['allow', '{"history":[],"allow":[90071992547409101]}', 'allow.0'],
    ['timestamps', '{"history":[318],"timestamps":[90071992547409101]}', 'timestamps.0'],
  ])('answers 400 for a number in %s that JSON does not keep exactly', async (_, body, path) => {
    const response = await app().request(post('/v1/recommendations', body));
    expect(response.status).toBe(400);
    const { detail, errors } = await read(response);
    expect(detail).toMatch(`${path}: 90071992547409101 is not exact as a JSON number`);
    expect(detail).toMatch(path === 'timestamps.0' ? 'larger unit' : 'text, "90071992547409101"');
    expect(errors).toHaveLength(1);
  });

  it('names the place of such a number in a batch, and ten at the most', async () => {
    const requests = [{ history: [318] }, { history: new Array(30).fill(0) }];
    const body = JSON.stringify({ requests }).replaceAll('0,', '1e300,');
    const response = await app().request(post('/v1/recommendations/batch', body));
    const { errors } = await read(response);
    expect(errors).toHaveLength(10);
    expect(errors[0].path).toBe('requests.1.history.0');
  });

  it('answers any spelling of a number for the item with exactly that number', async () => {
    const plain = await app().request(post('/v1/recommendations', { history: [318, 296] }));
    const spelled = await app().request(
      post('/v1/recommendations', '{"history":[3.18e2,296.0],"timestamps":[-0,1E0]}'),
    );
    expect(ids(await read(spelled))).toEqual(ids(await read(plain)));
    const near = '{"history":[317.99999999999999999]}';
    expect((await app().request(post('/v1/recommendations', near))).status).toBe(400);
  });

  it('answers 400 for a body that is no JSON', async () => {
    const response = await app().request(post('/v1/recommendations', '{"history": [318'));
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  it('answers 413 for a body over the limit', async () => {
    const response = await app().request(
      post('/v1/recommendations', { history: new Array(1000).fill(318) }),
    );
    expect(response.status).toBe(413);
  });

  it('answers 504 when the model takes too long', async () => {
    const slow: ServedModel = {
      ...model,
      rank: (_, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    };
    const response = await app({ settings: { requestTimeout: 20 }, model: slow }).request(
      post('/v1/recommendations', { history: [318] }),
    );
    expect(response.status).toBe(504);
    expect((await read(response)).detail).toBe('no answer within 20 ms');
  });

  it('answers 500 without the cause when the model fails', async () => {
    const broken: ServedModel = {
      ...model,
      rank: () => Promise.reject(new Error('secret path')),
    };
    const response = await app({ model: broken }).request(
      post('/v1/recommendations', { history: [318] }),
    );
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
  });

  it.each([
    ['text/plain', undefined],
    ['application/xml', undefined],
    ['application/json; charset=utf-16', undefined],
    ['application/json; charset="latin1"', undefined],
    ['application/json', 'gzip'],
  ])('answers 415 for a body of type %s encoded as %s', async (type, encoding) => {
    const headers = { 'content-type': type, ...(encoding && { 'content-encoding': encoding }) };
    const response = await app().request(post('/v1/recommendations', { history: [] }, { headers }));
    expect(response.status).toBe(415);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  it.each([
    'application/json',
    'Application/JSON;Charset=UTF-8',
    'application/json; charset="utf8"',
  ])('takes a body of type %s', async (type) => {
    const headers = { 'content-type': type };
    const response = await app().request(post('/v1/recommendations', { history: [] }, { headers }));
    expect(response.status).toBe(200);
  });

  it('answers 400 for bytes that are not UTF-8, and takes a byte order mark', async () => {
    const send = (bytes: Buffer) =>
      app().request(
        new Request('http://localhost/v1/recommendations', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: bytes,
        }),
      );
    const latin1 = Buffer.from('{"history":["caf\xe9"]}', 'latin1');
    expect((await send(latin1)).status).toBe(400);
    expect((await send(Buffer.from('\uFEFF{"history":["café"]}'))).status).toBe(200);
  });
});

describe('POST /v1/recommendations/batch', () => {
  it('answers each request as it would be answered alone', async () => {
    const requests = [{ history: [318] }, { history: [] }, { history: [296], k: 1 }];
    const response = await app().request(post('/v1/recommendations/batch', { requests }));
    const { results } = await read(response);
    for (const [place, request] of requests.entries()) {
      const { model: _, ...alone } = await read(
        await app().request(post('/v1/recommendations', request)),
      );
      const { recommendationId } = results[place];
      expect(recommendationId).not.toBe(alone.recommendationId);
      expect(results[place]).toEqual({ ...alone, recommendationId });
    }
  });
});

describe('GET /v1/items', () => {
  it('finds titles by words', async () => {
    const response = await app().request('/v1/items?query=pulp');
    expect(await read(response)).toEqual({ items: [{ id: 296, title: 'Pulp Fiction (1994)' }] });
  });

  it('gives an item by its id or its title', async () => {
    for (const id of ['296', encodeURIComponent('pulp fiction (1994)')]) {
      const response = await app().request(`/v1/items/${id}`);
      expect(await read(response)).toEqual({
        ...{ id: 296, title: 'Pulp Fiction (1994)', available: true },
        attributes: { year: 1994, genre: ['Crime', 'Drama'] },
      });
    }
    expect((await app().request('/v1/items/999')).status).toBe(404);
  });

  it('lists similar items, not the item itself', async () => {
    const response = await app().request('/v1/items/296/similar?k=2');
    const { item, similar } = await read(response);
    expect(item.id).toBe(296);
    expect(similar.map(({ id }: { id: unknown }) => id)).toEqual([318, 593]);
    expect(similar[0].similarity).toBeCloseTo(0.9);
  });

  it.each(['0', '1001', '', '-1', '1.5', '1e1', '0x10', 'ten', '5&k=6'])(
    'answers 400 for k=%s',
    async (k) => {
      const response = await app().request(`/v1/items/296/similar?k=${k}`);
      expect(response.status).toBe(400);
      expect((await read(response)).detail).toContain('k: ');
    },
  );

  it.each(['999', '318.0', '3.18e2', '0318', '318.00000000000000000001', '9007199254740993'])(
    'answers 404 for %s, which is the id of no item',
    async (id) => {
      expect((await app().request(`/v1/items/${id}/similar`)).status).toBe(404);
    },
  );
});

describe('methods', () => {
  it.each([
    ['DELETE', '/v1/recommendations', 'POST, OPTIONS'],
    ['GET', '/v1/recommendations/batch', 'POST, OPTIONS'],
    ['POST', '/v1/items/296/similar', 'GET, HEAD, OPTIONS'],
    ['PUT', '/v1/models', 'GET, HEAD, OPTIONS'],
    ['PATCH', '/livez', 'GET, HEAD, OPTIONS'],
    ['POST', '/docs', 'GET, HEAD, OPTIONS'],
    ['QUERY', '/v1/items', 'GET, PATCH, HEAD, OPTIONS'],
  ])('that a path does not have are 405: %s %s', async (method, path, allow) => {
    const response = await app().request(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
    expect((await read(response)).status).toBe(405);
  });

  it('are told by OPTIONS', async () => {
    const response = await app().request('/v1/items', { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.get('allow')).toBe('GET, PATCH, HEAD, OPTIONS');
  });

  it('include HEAD, which is GET without a body, and 405 where there is no GET', async () => {
    const models = await app().request('/v1/models', { method: 'HEAD' });
    expect([models.status, await models.text()]).toEqual([200, '']);
    const post = await app().request('/v1/recommendations', { method: 'HEAD' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  });
});

describe('access', () => {
  const guarded = () => app({ settings: { apiKeys: fullKeys('key-1', 'key-2') } });

  it.each(['key-1', 'key-2'])('lets the key %s in', async (key) => {
    const headers = { authorization: `Bearer ${key}` };
    expect((await guarded().request('/v1/models', { headers })).status).toBe(200);
  });

  it.each([undefined, 'Bearer key-3', 'Basic key-1'])(
    'answers 401 to %s',
    async (authorization) => {
      const headers = authorization === undefined ? {} : { authorization };
      const response = await guarded().request('/v1/models', { headers });
      expect([400, 401]).toContain(response.status);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
    },
  );

  it('leaves the probes open', async () => {
    expect((await guarded().request('/livez')).status).toBe(200);
    expect((await guarded().request('/readyz')).status).toBe(200);
  });

  it.each([
    ['/metrics', 'metricsAccess'],
    ['/console', 'consoleAccess'],
    ['/docs', 'docsAccess'],
    ['/docs/start.js', 'docsAccess'],
    ['/openapi.json', 'docsAccess'],
  ])('to %s is open, keyed or off, as %s says', async (path, name) => {
    const headers = { authorization: 'Bearer key' };
    const status = async (access: string, init = {}) => {
      const set = { apiKeys: fullKeys('key'), [name]: access };
      return (await app({ settings: set }).request(path, init)).status;
    };
    expect(await status('open')).toBe(200);
    expect(await status('key')).toBe(401);
    expect(await status('key', { headers })).toBe(200);
    expect(await status('off', { headers })).toBe(404);
    const noKeys = app({ settings: { [name]: 'key' } });
    expect((await noKeys.request(path)).status).toBe(200);
  });

  it('sends CORS headers only to the origins that were set', async () => {
    const headers = { origin: 'https://shop.example' };
    const off = await app().request('/v1/models', { headers });
    expect(off.headers.get('access-control-allow-origin')).toBeNull();
    const on = app({ settings: { corsOrigins: ['https://shop.example'] } });
    const allowed = await on.request('/v1/models', { headers });
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    const other = await on.request('/v1/models', { headers: { origin: 'https://else.example' } });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('keeps a preflight request out of the key check', async () => {
    const both = app({ settings: { corsOrigins: ['*'], apiKeys: fullKeys('key') } });
    const response = await both.request('/v1/recommendations', {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    });
    expect(response.status).toBe(204);
  });
});

describe('a request id', () => {
  it.each([
    ['my-1=', 'my-1='],
    ['a'.repeat(256), expect.stringMatching(/^[\da-f-]{36}$/)],
    ['a b', expect.stringMatching(/^[\da-f-]{36}$/)],
    [undefined, expect.stringMatching(/^[\da-f-]{36}$/)],
  ])('%j of the client is kept where it can be logged, else made', async (sent, expected) => {
    const headers = sent === undefined ? {} : { 'x-request-id': sent };
    const response = await app().request('/livez', { headers });
    expect(response.headers.get('x-request-id')).toEqual(expected);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('operations', () => {
  it('is alive before it is ready', async () => {
    const starting = app({ model: undefined });
    expect((await starting.request('/livez')).status).toBe(200);
    expect((await starting.request('/readyz')).status).toBe(503);
    const refused = await starting.request(post('/v1/recommendations', { history: [] }));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  });

  it('says in its metrics whether a model can answer, where nobody has asked for its readiness', async () => {
    const metrics = async (server: ReturnType<typeof app>) =>
      (await server.request('/metrics')).text();
    expect(await metrics(app())).toContain('\nmodel_ready 1\n');
    expect(await metrics(app({ model: undefined }))).toContain('\nmodel_ready 0\n');
  });

  it('answers while it stops, says that it is not ready, and closes connections', async () => {
    const stopping = app({ stopping: () => true });
    expect((await stopping.request('/readyz')).status).toBe(503);
    expect((await stopping.request('/livez')).status).toBe(200);
    const answered = await stopping.request(post('/v1/recommendations', { history: [318] }));
    expect([answered.status, answered.headers.get('connection')]).toEqual([200, 'close']);
    const usual = await app().request('/livez');
    expect(usual.headers.get('connection')).toBeNull();
  });

  it('counts requests by route, and answers by who gave them', async () => {
    const counted = app();
    await counted.request(post('/v1/recommendations', { history: [318, 'nope'] }));
    await counted.request(post('/v1/recommendations', { history: [] }));
    await counted.request('/v1/items/296/similar');
    const text = await (await counted.request('/metrics')).text();
    expect(text).toContain('recommendations_total{by="model"} 1');
    expect(text).toContain('recommendations_total{by="popularity"} 1');
    expect(text).toContain('recommendation_ignored_ids_total 1');
    expect(text).toMatch(
      /http_request_duration_seconds_count{method="GET",route="\/v1\/items\/:id\/similar",status="200"} 1/,
    );
  });

  it('describes every route in OpenAPI 3.1', async () => {
    const document = await read(await app().request('/openapi.json'));
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).sort()).toEqual([
      '/livez',
      '/metrics',
      '/readyz',
      '/v1/items',
      '/v1/items/{id}',
      '/v1/items/{id}/similar',
      '/v1/models',
      '/v1/models/{name}/rollback',
      '/v1/ratings',
      '/v1/recommendations',
      '/v1/recommendations/batch',
    ]);
    expect(document.components.schemas.RecommendationRequest.properties.k.default).toBe(10);
    expect(document.security).toBeUndefined();
    expect(JSON.stringify(document)).not.toContain('"security"');
  });

  it('says in OpenAPI that a key is needed where one is', async () => {
    const guarded = app({ settings: { apiKeys: fullKeys('key') } });
    const document = await read(await guarded.request('/openapi.json'));
    expect(document.security).toEqual([{ bearerKey: [] }]);
    expect(document.components.securitySchemes.bearerKey.scheme).toBe('bearer');
    expect(document.paths['/livez'].get.security).toEqual([]);
    const scopes = Object.entries<Record<string, { security?: object }>>(document.paths)
      .filter(([path]) => path.startsWith('/v1/'))
      .flatMap(([, operations]) => Object.values(operations).map(({ security }) => security));
    expect(scopes.length).toBeGreaterThan(4);
    for (const scope of scopes) {
      expect(scope).toEqual([{ bearerKey: [expect.stringMatching(/^(read|events|admin)$/)] }]);
    }
  });

  it('lets the console load from itself alone, and run no script but its own', async () => {
    const response = await app().request('/console');
    const page = await response.text();
    expect(page).not.toMatch(/https?:\/\//);
    expect(page).not.toMatch(
      /<script(?! type="application\/json"| type="module" src="\/console\/)/,
    );
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });

  it('serves its documentation page without any other host', async () => {
    const page = await (await app().request('/docs')).text();
    expect(page).not.toMatch(/https?:\/\//);
    for (const path of page.match(/(?<=")\/docs\/[^"]+/g) ?? []) {
      expect((await app().request(path)).status, path).toBe(200);
    }
  });

  it('answers problem details for a path that does not exist', async () => {
    const response = await app().request('/v2');
    expect(response.status).toBe(404);
    expect((await read(response)).detail).toContain('GET /v2');
  });
});
