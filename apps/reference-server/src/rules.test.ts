import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Catalogue } from '@org/seqrec-data';
import { openStore } from '@org/store';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { ItemHost } from './item-host.js';
import { readRuleSets } from './rule-sets.js';
import { nextModel, type TestOptions, testApp } from './testing/next-model.js';

type Json = Record<string, unknown>;
type App = ReturnType<typeof testApp>;

const send = (app: App, method: string, path: string, body?: unknown) =>
  app.request(path, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });

async function answer(app: App, method: string, path: string, body?: unknown) {
  const response = await send(app, method, path, body);
  return { status: response.status, json: (await response.json()) as Json };
}

const ids = (list: unknown, from = 'recommendations') =>
  ((list as Json)[from] as { id: unknown }[]).map(({ id }) => id);

async function listOf(app: App, body: Json) {
  const { status, json } = await answer(app, 'POST', '/v1/recommendations', body);
  expect([status, json.detail]).toEqual([200, undefined]);
  return ids(json);
}

const log = pino({ level: 'silent' });
const ruled = (rules: Json | string, more: Json = {}) => ({ history: [318], rules, ...more });

describe('rules in a request', () => {
  // Without rules: 296, 593, x-4, 50.
  it.each<[Json, unknown[]]>([
    [{ filter: "genre in ('Crime') and year > 1991" }, [296, 'x-4']],
    [{ filter: { missing: 'year' } }, [50]],
    [{ boosts: [{ when: 'year = 1996', multiply: 1e6 }] }, ['x-4', 296, 593, 50]],
    [{ caps: [{ attribute: 'genre', max: 1 }] }, [296, 50]],
    [{ promotions: [{ filter: 'year = 1996', slots: [1] }] }, ['x-4', 296, 593, 50]],
    [{ diversity: { lambda: 0.1 } }, [296, 593, 'x-4', 50]],
    [
      { freshness: { attribute: 'year', unit: 'years', halfLife: 0.5, floor: 1e-300 } },
      ['x-4', 296, 593, 50],
    ],
  ])('%j', async (rules, expected) => {
    expect(await listOf(testApp(), ruled(rules))).toEqual(expected);
  });

  it('return exactly k where so many exist', async () => {
    const rules = { filter: "not genre = 'Crime' or year < 1992" };
    expect(await listOf(testApp(), ruled(rules, { k: 1 }))).toEqual([593]);
    expect(await listOf(testApp(), ruled(rules, { k: 2 }))).toEqual([593, 50]);
    expect(await listOf(testApp(), ruled(rules, { k: 9 }))).toEqual([593, 50]);
  });

  it('and exclude and allow hold together', async () => {
    const rules = { filter: 'year > 1900' };
    expect(
      await listOf(testApp(), ruled(rules, { allow: [50, 296, 593], exclude: [296] })),
    ).toEqual([593]);
  });

  it('multiply how popular an item is where the history is empty', async () => {
    // Popular: 296 (50), 50 (40), 593 (30), x-4 (20), 318 (10).
    const rules = { filter: 'not missing(year)', boosts: [{ when: 'year = 1996', multiply: 2 }] };
    const { json } = await answer(testApp(), 'POST', '/v1/recommendations', { history: [], rules });
    expect(json.fallback).toBe('popularity');
    expect((json.recommendations as Json[]).map(({ id, score }) => [id, score])).toEqual([
      [296, 50],
      ['x-4', expect.closeTo(40, 3)],
      [593, 30],
      [318, 10],
    ]);
  });

  it('may differ between the requests of a batch', async () => {
    const requests = [{ history: [318] }, ruled({ filter: 'year = 1996' }), { history: [], k: 1 }];
    const { json } = await answer(testApp(), 'POST', '/v1/recommendations/batch', { requests });
    expect((json.results as Json[]).map((one) => ids(one))).toEqual([
      [296, 593, 'x-4', 50],
      ['x-4'],
      [296],
    ]);
  });

  it('say why an item has its place, and its propensity where they explore', async () => {
    const rules = {
      exploration: { share: 0.5, pool: 2 },
      promotions: [{ filter: 'year = 1996', slots: [1] }],
    };
    const { json } = await answer(testApp(), 'POST', '/v1/recommendations', ruled(rules, { k: 3 }));
    const [first, second, third] = json.recommendations as Json[];
    expect(first).toMatchObject({ id: 'x-4', reason: 'promotion', propensity: 1 });
    // Two in the pool: the best by 0.5 + 0.25, the other by 0.25; then one is left.
    expect([0.75, 0.25]).toContain(second?.propensity);
    expect(third?.propensity).toBe(1);
  });

  it.each<[unknown, number, string]>([
    [
      { filter: 'yaer > 3' },
      422,
      'rules: at character 1 of the filter: no item has the attribute "yaer" (did you mean "year"?); known: year, genre',
    ],
    [
      { filter: "year = 'x'" },
      422,
      'rules: at character 1 of the filter: year is a number, so expected a number, got "x"',
    ],
    [
      { boosts: [{ when: 'year > 3', multiply: 0 }] },
      400,
      'rules.boosts.0.multiply: Too small: expected number to be >0',
    ],
    [{ filters: '' }, 400, 'rules: Unrecognized key: "filters"'],
    ['home', 422, 'rules: there is no set of rules "home"; the server has none'],
    [7, 400, 'rules: expected rules, or the name of a set of rules'],
    [
      { filter: { and: new Array(40).fill({ missing: 'year' }) } },
      422,
      'rules: the filter has 40 comparisons, and at most 32 are allowed',
    ],
    [
      { filter: '('.repeat(1500) },
      422,
      'rules: at character 33 the filter is nested 33 deep, and at most 32 are allowed',
    ],
  ])('that cannot be used are refused: %j', async (rules, status, detail) => {
    const got = await answer(testApp(), 'POST', '/v1/recommendations', { history: [318], rules });
    expect([got.status, got.json.detail]).toEqual([status, detail]);
  });

  it('that cannot be used are named by their place in a batch', async () => {
    const requests = [{ history: [318] }, ruled({ filter: 'x' })];
    const { status, json } = await answer(testApp(), 'POST', '/v1/recommendations/batch', {
      requests,
    });
    expect(status).toBe(422);
    expect(json.errors).toEqual([
      {
        path: 'requests.1.rules',
        message: expect.stringContaining('no item has the attribute "x"'),
      },
    ]);
  });
});

describe('explain', () => {
  it('gives each item the events without which its score falls most', async () => {
    const { json } = await answer(testApp(), 'POST', '/v1/recommendations', {
      ...{ history: [318, 296], k: 2, explain: 5 },
    });
    // The model scores by the distance to the last event: without 296, items 593 and x-4 are one further.
    const title = 'Shawshank Redemption, The (1994)';
    const because = [
      { id: 296, title: 'Pulp Fiction (1994)', drop: 1 },
      { id: 318, title, drop: 0 },
    ];
    expect((json.recommendations as Json[]).map((one) => [one.id, one.because])).toEqual([
      [593, because],
      ['x-4', because],
    ]);
  });

  it('is absent by default, and has no causes without a history', async () => {
    const { json } = await answer(testApp(), 'POST', '/v1/recommendations', {
      history: [318, 296],
    });
    expect((json.recommendations as Json[])[0]).not.toHaveProperty('because');
    const empty = await answer(testApp(), 'POST', '/v1/recommendations', {
      history: [],
      explain: 3,
    });
    expect((empty.json.recommendations as Json[])[0]).not.toHaveProperty('because');
  });

  it('of so many items that writing them takes long are refused, and so are pools that take long to look at', async () => {
    const request = { history: [318, 296], k: 1000, explain: 20 };
    const long = await answer(testApp(), 'POST', '/v1/recommendations/batch', {
      requests: [request, request],
    });
    expect([long.status, long.json.detail]).toEqual([
      413,
      'the requests ask for 42000 recommendations and explanations, and one answer has at most 25600: send fewer requests or a smaller k or explain',
    ]);
    const rules = {
      diversity: { lambda: 0.5, pool: 1000 },
      exploration: { share: 0.1, pool: 1000 },
    };
    const pools = await answer(testApp(), 'POST', '/v1/recommendations/batch', {
      requests: Array(4).fill({ history: [318], k: 1000, rules }),
    });
    expect([pools.status, pools.json.detail]).toEqual([
      413,
      'diversity and exploration would look at 8000000 items of their pools, and one answer takes at most 6000000: send fewer requests, a smaller k or a smaller pool',
    ]);
  });

  it('of a batch that would score too many histories is refused', async () => {
    const requests = new Array(50).fill({ history: [318], explain: 20 });
    const app = testApp({ settings: { bodyLimit: 10_000 } });
    const { status, json } = await answer(app, 'POST', '/v1/recommendations/batch', { requests });
    expect([status, json.detail]).toEqual([
      413,
      'to explain these requests takes 1050 histories, and one answer scores at most 1024: send fewer requests or a smaller explain',
    ]);
  });
});

describe('items', () => {
  it('change for the next request', async () => {
    const app = testApp();
    expect(await listOf(app, ruled({ filter: 'year = 1994' }))).toEqual([296]);
    const { json } = await answer(app, 'PATCH', '/v1/items/x-4', {
      attributes: { year: 1994, price: 0.1 },
    });
    expect(json).toEqual({
      ...{ id: 'x-4', title: 'Fargo (1996)', available: true },
      attributes: { year: 1994, genre: ['Crime', 'Drama'], price: 0.1 },
    });
    expect(await listOf(app, ruled({ filter: 'year = 1994' }))).toEqual([296, 'x-4']);
    expect(await listOf(app, ruled({ filter: 'price < 1' }))).toEqual(['x-4']);
    await answer(app, 'PATCH', '/v1/items/x-4', { attributes: { genre: null } });
    expect((await answer(app, 'GET', '/v1/items/x-4')).json.attributes).toEqual({
      year: 1994,
      price: 0.1,
    });
    await answer(app, 'PUT', '/v1/items/x-4', { attributes: { genre: 'War' } });
    expect((await answer(app, 'GET', '/v1/items/x-4')).json.attributes).toEqual({ genre: ['War'] });
  });

  it('that are not available vanish at once: from the model, popularity, similar items, promotions', async () => {
    const app = testApp();
    const lists = async () => [
      await listOf(app, { history: [318] }),
      await listOf(app, { history: [], k: 2 }),
      ids((await answer(app, 'GET', '/v1/items/318/similar?k=2')).json, 'similar'),
      await listOf(app, ruled({ promotions: [{ filter: 'year = 1994', slots: [1] }] }, { k: 1 })),
    ];
    expect(await lists()).toEqual([[296, 593, 'x-4', 50], [296, 50], [296, 593], [296]]);
    expect((await send(app, 'DELETE', '/v1/items/296')).status).toBe(200);
    expect(await lists()).toEqual([[593, 'x-4', 50], [50, 593], [593, 'x-4'], [593]]);
    // It still counts in a history.
    expect(await listOf(app, { history: [296] })).toEqual([593, 'x-4', 50, 318]);
    await answer(app, 'PATCH', '/v1/items/296', { available: true });
    expect(await lists()).toEqual([[296, 593, 'x-4', 50], [296, 50], [296, 593], [296]]);
  });

  it('keep their changes when another model takes over, where it knows them', async () => {
    const items = new ItemHost({ log });
    const old = testApp({ items });
    await answer(old, 'PATCH', '/v1/items/296', { attributes: { year: 2001 }, available: false });
    await answer(old, 'DELETE', '/v1/items/50');
    const catalogue = new Catalogue([
      { index: 1, id: 593, attributes: { year: 1991 } },
      { index: 2, id: 296, attributes: { year: 1994 } },
    ]);
    const app = testApp({ items, model: { ...nextModel, catalogue } });
    const attributesOf = async (from: App, id: number) =>
      (await answer(from, 'GET', `/v1/items/${id}`)).json.attributes;
    expect(await attributesOf(app, 593)).toEqual({ year: 1991 });
    expect((await answer(app, 'GET', '/v1/items/296')).json).toMatchObject({
      attributes: { year: 2001 },
      available: false,
    });
    expect((await answer(app, 'GET', '/v1/items/593')).json).toMatchObject({ available: true });
    // From now on both have the changes of either.
    await answer(old, 'PATCH', '/v1/items/593', { attributes: { year: 1992, genre: null } });
    await answer(app, 'DELETE', '/v1/items/593');
    expect(await attributesOf(app, 593)).toEqual({ year: 1992 });
    expect((await answer(old, 'GET', '/v1/items/593')).json).toMatchObject({ available: false });
  });

  it.each<[string, string, Json, number, string]>([
    ['PATCH', '/v1/items/7', {}, 404, 'the model does not know "7"'],
    [
      'PUT',
      '/v1/items/318',
      {},
      400,
      'attributes: Invalid input: expected record, received undefined',
    ],
    [
      'PATCH',
      '/v1/items/318',
      { attributes: { year: 'x' } },
      422,
      'attributes: "year": expected a number, as other items have, got "x"',
    ],
    [
      'PATCH',
      '/v1/items/318',
      { attributes: { year: {} } },
      400,
      'attributes.year: expected a number, a text, true or false, or a list of texts',
    ],
    [
      'POST',
      '/v1/items/318',
      {},
      405,
      '/v1/items/318 has no method POST, only GET, PUT, PATCH, DELETE, HEAD, OPTIONS',
    ],
  ])('%s %s %j is refused', async (method, path, body, status, detail) => {
    const got = await answer(testApp(), method, path, body);
    expect([got.status, got.json.detail]).toEqual([status, detail]);
  });
});

describe('seen', () => {
  const now = Date.now();
  const day = 86_400_000;

  it('leaves out what the user bought lately, and not what was only viewed', async () => {
    const store = await openStore('memory:');
    const app = testApp({ store: () => ({ store }), settings: { bodyLimit: 4000 } });
    const events = [
      { item: 593, type: 'purchase', time: now - 40 * day },
      { item: 296, type: 'purchase', time: now - 5 * day },
      { item: 50, type: 'view', time: now - 2 * day },
      { item: 318, type: 'view', time: now - day },
    ].map((event) => ({ ...event, user: 'ann' }));
    await answer(app, 'POST', '/v1/events', { events });
    const list = async (body: Json) =>
      ids((await answer(app, 'POST', '/v1/users/ann/recommendations', body)).json);
    expect(await list({})).toEqual(['x-4']);
    const rules = { seen: [{ type: 'purchase', days: 30 }] };
    expect(await list({ rules })).toEqual([318, 593, 'x-4', 50].sort(byDistance));
    expect(await list({ rules, excludeSeen: true })).toEqual(['x-4']);
    expect(await list({ rules: { seen: [{ type: 'view' }] } })).toEqual([296, 593, 'x-4']);
  });

  // The order of the model after 318.
  function byDistance(a: unknown, b: unknown): number {
    const order = [318, 296, 593, 'x-4', 50];
    return order.indexOf(a as number) - order.indexOf(b as number);
  }
});

describe('sets of rules', () => {
  const write = (text: string) => {
    const file = join(mkdtempSync(join(tmpdir(), 'rules-')), 'rules.json');
    writeFileSync(file, text);
    return file;
  };
  const withSets = (json: unknown): TestOptions => ({
    items: new ItemHost({ ruleSets: readRuleSets(write(JSON.stringify(json))), log }),
  });

  it('are named by requests', async () => {
    const app = testApp(withSets({ home: { filter: 'year = 1996' }, mail: {} }));
    expect(await listOf(app, ruled('home'))).toEqual(['x-4']);
    expect(await listOf(app, ruled('mail'))).toEqual([296, 593, 'x-4', 50]);
    const { status, json } = await answer(app, 'POST', '/v1/recommendations', ruled('hme'));
    expect([status, json.detail]).toEqual([
      422,
      'rules: there is no set of rules "hme"; known: home, mail',
    ]);
  });

  it('that do not suit the items are named', async () => {
    const { items } = withSets({ home: {}, mail: { filter: 'stock > 0' } });
    await expect(items?.checkRuleSets(nextModel.catalogue)).rejects.toThrow(
      'RULES: the set "mail": at character 1 of the filter: no item has the attribute "stock"; known: year, genre',
    );
  });

  it.each([
    ['{"home": ', /^RULES: .*rules.json cannot be read as JSON: /],
    ['[]', /^RULES: .*rules.json: the file: /],
    ['{"home": {"caps": 3}}', /^RULES: .*rules.json: home.caps: .*expected array/],
  ])('of the file %j are refused', (text, message) => {
    expect(() => readRuleSets(write(text))).toThrow(message);
  });
});

it('a request may exclude or allow 100,000 items', async () => {
  // It tests what is accepted, not how long that takes.
  const app = testApp({ settings: { bodyLimit: 2_000_000, requestTimeout: 30_000 } });
  const many = Array.from({ length: 100_000 }, (_, place) => place + 1_000);
  expect(await listOf(app, { history: [318], exclude: [...many.slice(1), 296] })).toEqual([
    593,
    'x-4',
    50,
  ]);
  const { status } = await answer(app, 'POST', '/v1/recommendations', {
    ...{ history: [318], exclude: [...many, 296] },
  });
  expect(status).toBe(400);
});
