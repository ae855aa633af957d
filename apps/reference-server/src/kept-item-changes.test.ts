import { Catalogue } from '@org/seqrec-data';
import { type EventStore, openStore, StoreError } from '@org/store';
import { pino } from 'pino';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ItemHost } from './item-host.js';
import { nextModel, testApp } from './testing/next-model.js';

const log = pino({ level: 'silent' });
let store: EventStore;
beforeEach(async () => {
  store = await openStore('memory:');
});

/** A server, as it starts with a store. */
function server(kept: EventStore = store) {
  const state = () => ({ store: kept });
  const items = new ItemHost({ store: state, log });
  items.follow();
  // Each has a model of its own, as if it were another process.
  const catalogue = new Catalogue(nextModel.catalogue.items);
  const app = testApp({ items, store: state, model: { ...nextModel, catalogue } });
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await app.request(path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, json: JSON.parse(await response.text()) };
  };
  const item = async (id: number) => (await call('GET', `/v1/items/${id}`)).json;
  const ids = async () => {
    const { json } = await call('POST', '/v1/recommendations', { history: [318] });
    return json.recommendations.map(({ id }: { id: unknown }) => id);
  };
  return { app, call, item, ids };
}

describe('changes of items that a store keeps', () => {
  it('come back after a restart', async () => {
    const first = server();
    await first.call('PATCH', '/v1/items/296', { attributes: { price: 3.5, year: 2001 } });
    expect((await first.call('DELETE', '/v1/items/593')).status).toBe(200);
    expect(await first.ids()).not.toContain(593);

    const second = server();
    await vi.waitFor(async () => expect((await second.app.request('/readyz')).status).toBe(200));
    expect(await second.item(296)).toMatchObject({
      attributes: { price: 3.5, year: 2001 },
      available: true,
    });
    expect(await second.item(593)).toMatchObject({ available: false });
    expect(await second.ids()).toEqual(await first.ids());
  });

  it('reach a server that shares the store, in about a second', async () => {
    const [one, other] = [server(), server()];
    await other.ids();
    await one.call('DELETE', '/v1/items/593');
    await vi.waitFor(async () => expect(await other.ids()).not.toContain(593), {
      timeout: 5000,
      interval: 50,
    });
    await one.call('PATCH', '/v1/items/593', { available: true });
    await vi.waitFor(async () => expect(await other.ids()).toContain(593), {
      timeout: 5000,
      interval: 50,
    });
  });

  it('of two servers are both kept where neither had seen the other', async () => {
    const [one, other] = [server(), server()];
    const patch = (price: Record<string, number>) => ({ attributes: price });
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        (n % 2 === 0 ? one : other).call('PATCH', '/v1/items/296', patch({ [`price${n}`]: n })),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(new Array(12).fill(200));
    const [kept] = await store.changedItems(0, 9);
    expect(kept?.state.attributes).toMatchObject({
      price0: 0,
      price1: 1,
      price10: 10,
      price11: 11,
    });
    expect(Object.keys(kept?.state.attributes ?? {})).toHaveLength(
      12 + Object.keys(nextModel.catalogue.item(2).attributes ?? {}).length,
    );
  });

  it('of one request are kept together, and not at all where one of them cannot be made', async () => {
    const first = server();
    const before = await first.item(296);
    const refused = await first.call('PATCH', '/v1/items', {
      items: [
        { id: 296, attributes: { price: 1 } },
        { id: 593, attributes: { year: 'long ago' } },
      ],
    });
    expect([refused.status, refused.json.errors[0].path]).toEqual([422, 'items.1.attributes']);
    expect([await first.item(296), await store.changedItems(0, 9)]).toEqual([
      { ...before, attributes: { ...before.attributes } },
      [],
    ]);

    const items = [
      { id: 296, attributes: { price: 1 } },
      { id: 'Fargo (1996)', available: false },
    ];
    const kept = await first.call('PATCH', '/v1/items', { items });
    expect(kept.json.items.map(({ id }: { id: unknown }) => id)).toEqual([296, 'x-4']);
    const second = server();
    await vi.waitFor(async () => expect((await second.app.request('/readyz')).status).toBe(200));
    expect((await second.item(296)).attributes.price).toBe(1);
    expect(await second.ids()).not.toContain('x-4');
  });

  it('are refused, and not seen, where the store cannot keep them', async () => {
    const failing: EventStore = {
      ...store,
      changeItems: () => Promise.reject(new StoreError('unavailable', 'the disk is full')),
    };
    const { call, item, ids } = server(failing);
    const [before, list] = [await item(296), await ids()];
    expect((await call('PATCH', '/v1/items/296', { attributes: { year: 2001 } })).status).toBe(503);
    expect((await call('DELETE', '/v1/items/296')).status).toBe(503);
    expect(await item(296)).toEqual(before);
    expect(await ids()).toEqual(list);
  });

  it('that no change of this release can be are passed over, and others taken', async () => {
    await store.changeItem(593, { attributes: { year: { deep: 1 } }, available: false }, 0);
    await store.changeItem(296, { attributes: {}, available: false }, 0);
    const { ids } = server();
    await vi.waitFor(async () => expect(await ids()).not.toContain(296));
    expect(await ids()).toContain(593);
  });
});

it('a server is not ready before it has read the changes of items', async () => {
  let answer = (_: []) => {};
  const slow: EventStore = {
    ...store,
    changedItems: () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  };
  const { app } = server(slow);
  const refused = await app.request('/readyz');
  expect([refused.status, JSON.parse(await refused.text()).detail]).toEqual([
    503,
    'changes of items are being read: try again in a moment',
  ]);
  answer([]);
  await vi.waitFor(async () => expect((await app.request('/readyz')).status).toBe(200));
});
