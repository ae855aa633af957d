import { RegistryError } from '@org/registry';
import { ServingError, unavailable } from '@org/serving';
import { expect, it } from 'vitest';
import type { ModelEntry, Models } from './models.js';
import { nextModel, testApp } from './testing/next-model.js';

const since = '2026-11-27T12:00:00.000Z';
const candidate = { ...nextModel, version: 'def456' };
const entries: ModelEntry[] = [
  { name: 'films', alias: 'current', state: 'ready', version: 'abc123', since, model: nextModel },
  {
    ...{ name: 'films', alias: 'candidate', state: 'ready', version: 'def456', since },
    ...{ model: candidate, refused: { version: 'fff000', reason: '/srv/models is damaged' } },
  },
  { name: 'shop', alias: 'current', state: 'loading' },
];

/** Two models of a registry, of which one is being loaded. */
const fleet: Models = {
  model(reference = 'films') {
    if (reference === 'films') return nextModel;
    if (reference === 'films@candidate') return candidate;
    if (reference === 'shop') throw unavailable('the model shop is still being loaded');
    throw new ServingError('unknown-model', `there is no model "${reference}" here`);
  },
  assign: (reference) => ({ model: fleet.model(reference) }),
  unready: () => undefined,
  list: () => entries,
  async rollback(name, alias) {
    if (name === 'shop') throw new RegistryError('no-earlier', 'there is no earlier version');
    if (name === 'busy') throw new RegistryError('busy', 'the aliases of busy are being changed');
    if (name !== 'films') throw new RegistryError('unknown', `${name} has no alias ${alias}`);
    return { ...entries[0], version: 'aaa000' } as ModelEntry & { alias: string };
  },
  stop: async () => true,
};

const app = () => testApp({ models: () => fleet });

async function post(path: string, body: unknown = {}) {
  const response = await app().request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

it('a request is answered by the model that it names', async () => {
  const versionOf = async (model?: string) =>
    (await post('/v1/recommendations', { history: [318], model })).body.model.version;
  expect([await versionOf(), await versionOf('films@candidate')]).toEqual(['abc123', 'def456']);
  const batch = await post('/v1/recommendations/batch', {
    ...{ requests: [{ history: [318] }], model: 'films@candidate' },
  });
  expect(batch.body.model.version).toBe('def456');
  const similar = await app().request('/v1/items/318/similar?model=films@candidate');
  expect(JSON.parse(await similar.text()).model.version).toBe('def456');
  const found = await app().request('/v1/items?query=pulp&model=films@candidate');
  expect(found.status).toBe(200);
});

it('a model that is not served gets 422, and one that is being loaded 503', async () => {
  const unknown = await post('/v1/recommendations', { history: [318], model: 'books' });
  expect([unknown.status, unknown.body.detail]).toEqual([422, 'there is no model "books" here']);
  const loading = await post('/v1/recommendations', { history: [318], model: 'shop' });
  expect(loading.status).toBe(503);
  const inside = await post('/v1/recommendations/batch', {
    requests: [{ history: [318], model: 'films' }],
  });
  expect([inside.status, inside.body.errors[0].path]).toEqual([400, 'requests.0']);
});

it('models are listed with alias, state and since, without what the log says of a refused one', async () => {
  const response = await app().request('/v1/models');
  const { models } = JSON.parse(await response.text());
  expect(models).toMatchObject([
    { name: 'films', alias: 'current', state: 'ready', version: 'abc123', since, itemCount: 5 },
    { name: 'films', alias: 'candidate', version: 'def456', refused: 'fff000' },
    { name: 'shop', alias: 'current', state: 'loading' },
  ]);
  expect(JSON.stringify(models)).not.toContain('/srv');
});

it('a model is rolled back, and what cannot be is refused', async () => {
  const back = await post('/v1/models/films/rollback');
  expect([back.status, back.body.version, back.body.alias]).toEqual([200, 'aaa000', 'current']);
  const none = await post('/v1/models/shop/rollback');
  expect([none.status, none.body.detail]).toEqual([409, 'there is no earlier version']);
  const unknown = await post('/v1/models/books/rollback?alias=candidate');
  expect([unknown.status, unknown.body.detail]).toEqual([404, 'books has no alias candidate']);
  expect((await post('/v1/models/busy/rollback')).status).toBe(503);
  const single = await testApp().request('/v1/models/next/rollback', { method: 'POST' });
  expect(single.status).toBe(409);
});

it('a single model answers to its name and version, and to no other', async () => {
  const status = async (model: string) =>
    (await testApp().request(`/v1/items?query=pulp&model=${model}`)).status;
  expect(await Promise.all(['next', 'next@abc123', 'next@current', 'films'].map(status))).toEqual([
    200, 200, 422, 422,
  ]);
});
