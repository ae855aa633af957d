import type { History } from '@org/seqrec-data';
import type { ServedModel } from '@org/serving';
import { type EventStore, openStore, StoreError, type StoreEvent } from '@org/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { fullKeys, nextModel, type TestOptions, testApp } from './testing/next-model.js';

let store: EventStore;
let app: ReturnType<typeof testApp>;
const appWith = (kept: EventStore, options: TestOptions = {}) =>
  testApp({ store: () => ({ store: kept }), ...options });
beforeEach(async () => {
  store = await openStore('memory:');
  app = appWith(store);
});

/** Status and body of a request, untyped: its shape is what the tests claim. */
async function send(method: string, path: string, body?: unknown, to = app) {
  const response = await to.request(path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

const addEvents = (...events: unknown[]) => send('POST', '/v1/events', { events });
const recommend = (user: string, body = {}, query = '') =>
  send('POST', `/v1/users/${user}/recommendations${query}`, body);
const ids = (answer: Awaited<ReturnType<typeof send>>) =>
  answer.body.recommendations.map(({ id }: { id: unknown }) => id);

const time = 1_700_000_000_000;

describe('POST /v1/events', () => {
  it('keeps events with all they say, and says which were there before', async () => {
    const event: StoreEvent = {
      ...{ id: 'e1', user: 'ann', item: 318, time, type: 'view', value: 0.5 },
      ...{ context: { page: 'home' }, recommendationId: 'r1' },
    };
    expect(await addEvents(event)).toEqual({
      status: 200,
      body: { stored: 1, duplicates: 0, ids: ['e1'] },
    });
    const again = await addEvents({ ...event, item: 296 }, { ...event, id: 'e2' });
    expect(again.body).toEqual({ stored: 1, duplicates: 1, ids: ['e1', 'e2'] });
    const { body } = await send('GET', '/v1/users/ann');
    expect(body).toEqual({ user: 'ann', events: [event, { ...event, id: 'e2' }] });
  });

  it('gives an event an id and the present time where it has none', async () => {
    const before = Date.now();
    const { body } = await addEvents({ user: 7, item: 318, type: 'view' });
    const [kept] = await store.history(7, { limit: 1 });
    expect(kept?.id).toBe(body.ids[0]);
    expect(kept?.time).toBeGreaterThanOrEqual(before);
    expect(kept?.time).toBeLessThanOrEqual(Date.now());
  });

  it.each([
    ['no user', { item: 1, type: 'view' }, 400, 'events.0.user'],
    ['a misspelt field', { user: 1, item: 1, type: 'view', kind: 1 }, 400, 'kind'],
    [
      'seconds for milliseconds',
      { user: 1, item: 1, type: 'view', time: 1_700_000_000 },
      400,
      'events.0.time',
    ],
    ['an empty type', { user: 1, item: 1, type: '' }, 400, 'events.0.type'],
    [
      'microseconds',
      { user: 1, item: 1, type: 'view', time: 1_700_000_000_000_000 },
      422,
      'events.0.time: 1700000000000000 is more than a day ahead',
    ],
    [
      'U+0000 in an id',
      { user: 'a\u0000', item: 1, type: 'view' },
      422,
      'user: expected text without U+0000',
    ],
    [
      'half a character',
      { user: 1, item: '\ud800', type: 'view' },
      422,
      'item: expected text without half',
    ],
    [
      'a context that is too long',
      { user: 1, item: 1, type: 'view', context: { a: 'x'.repeat(8200) } },
      422,
      'context: has 8208',
    ],
  ])('answers with the place for %s', async (_, event, status, place) => {
    const roomy = appWith(store, { settings: { bodyLimit: 100_000 } });
    const answer = await send('POST', '/v1/events', { events: [event] }, roomy);
    expect(answer.status).toBe(status);
    expect(answer.body.detail).toContain(place);
    expect((await store.page({ limit: 1 })).events).toEqual([]);
  });

  it('takes any double for a value and in a context, and no id or time that is rounded', async () => {
    const body = (user: string, value: string) =>
      `{"events":[{"id":"e","user":${user},"item":1,"type":"view","value":${value},"context":{"n":${value}}}]}`;
    const sendText = (text: string) =>
      app.request('/v1/events', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: text,
      });
    expect((await sendText(body('9007199254740993', '1'))).status).toBe(400);
    expect((await sendText(body('1', '1e999'))).status).toBe(400);
    expect((await sendText(body('1', '1.374374917486464e16'))).status).toBe(200);
    const [event] = await store.history(1, { limit: 1 });
    expect([event?.value, event?.context]).toEqual([
      1.374374917486464e16,
      { n: 1.374374917486464e16 },
    ]);
  });

  it('takes 1,000 events, not more', async () => {
    const roomy = appWith(store, { settings: { bodyLimit: 1_000_000 } });
    const events = Array.from({ length: 1001 }, (_, n) => ({ user: n, item: 1, type: 'view' }));
    expect((await send('POST', '/v1/events', { events }, roomy)).status).toBe(400);
    const most = await send('POST', '/v1/events', { events: events.slice(1) }, roomy);
    expect(most.body.stored).toBe(1000);
  });
});

describe('POST /v1/users/{id}/recommendations', () => {
  it('continues the history, the event included that was acknowledged just now', async () => {
    await addEvents({ user: 'ann', item: 318, time, type: 'view' });
    expect(ids(await recommend('ann', { k: 1 }))).toEqual([296]);
    await addEvents({ user: 'ann', item: 296, time: time + 1, type: 'view' });
    const answer = await recommend('ann', { k: 2 });
    expect(ids(answer)).toEqual([593, 'x-4']);
    expect(answer.body).toMatchObject({ user: 'ann', events: 2, fallback: null });
  });

  it.each([
    ['milliseconds', 1],
    ['seconds', 1000],
    [undefined, 1],
  ] as const)('hands the times of events to a model of %s', async (timestampUnit, unit) => {
    const histories: History[] = [];
    const spy: ServedModel = {
      ...nextModel,
      timestampUnit,
      rank: (queries, caller) => {
        histories.push(...queries.map(({ history }) => history));
        return nextModel.rank(queries, caller);
      },
    };
    await addEvents(
      { user: 'ann', item: 296, time: time + 500, type: 'view' },
      { user: 'ann', item: 318, time, type: 'view' },
      { user: 'ann', item: 593, time, type: 'dislike' },
    );
    await send('POST', '/v1/users/ann/recommendations', {}, appWith(store, { model: spy }));
    const timestamps = Float64Array.of(time / unit, (time + 500) / unit);
    expect(histories).toEqual([{ items: Int32Array.of(1, 2), timestamps }]);
  });

  it('is ordered by the times of events, not by when they came', async () => {
    await addEvents({ user: 'ann', item: 296, time: time + 5, type: 'view' });
    await addEvents({ user: 'ann', item: 318, time, type: 'view' });
    expect(ids(await recommend('ann', { k: 1 }))).toEqual([593]);
  });

  it('answers as the history would be answered alone', async () => {
    await addEvents(
      { user: 'ann', item: 318, time, type: 'view' },
      { user: 'ann', item: 'nope', time, type: 'view' },
    );
    const rules = { k: 3, exclude: [593], excludeSeen: false };
    const { body } = await recommend('ann', rules);
    const history = [318, 'nope'];
    const alone = await send('POST', '/v1/recommendations', { history, ...rules });
    expect(body.recommendations).toEqual(alone.body.recommendations);
    expect(body.ignored).toEqual(['nope']);
  });

  it('does not recommend what the user disliked, and does not continue from it', async () => {
    await addEvents(
      { user: 'ann', item: 318, time, type: 'view' },
      { user: 'ann', item: 296, time: time + 1, type: 'dislike' },
    );
    expect(ids(await recommend('ann', { k: 2 }))).toEqual([593, 'x-4']);
  });

  it('answers a user of whom nothing is kept by popularity', async () => {
    const { status, body } = await recommend('nobody', { k: 1 });
    expect([status, body.fallback, body.events]).toEqual([200, 'popularity', 0]);
  });

  it('rests on so many events and days as the settings say', async () => {
    const recent = Date.now() - 3_600_000;
    await addEvents(
      { user: 'ann', item: 318, time, type: 'view' },
      { user: 'ann', item: 296, time: recent, type: 'view' },
    );
    const one = appWith(store, { settings: { historyEvents: 1 } });
    const day = appWith(store, { settings: { historyDays: 1 } });
    for (const bounded of [one, day]) {
      const { body } = await send('POST', '/v1/users/ann/recommendations', {}, bounded);
      expect(body.events).toBe(1);
      expect(body.recommendations.map(({ id }: { id: unknown }) => id)).toContain(318);
    }
  });

  it('finds the user whose id is a number; the text wins where both are there', async () => {
    await addEvents({ user: 42, item: 318, time, type: 'view' });
    expect((await recommend('42', { k: 1 })).body).toMatchObject({ user: 42, events: 1 });
    await addEvents({ user: '42', item: 296, time, type: 'view' });
    expect((await recommend('42', { k: 1 })).body.user).toBe('42');
    expect((await recommend('42', {}, '?idType=number')).body.user).toBe(42);
    expect((await recommend('4.2', { k: 1 })).body.user).toBe('4.2');
    expect((await recommend('x', {}, '?idType=number')).status).toBe(422);
  });

  it('takes a user id with any character', async () => {
    const user = 'a/b?c #ü%';
    await addEvents({ user, item: 318, time, type: 'view' });
    const { body } = await recommend(encodeURIComponent(user));
    expect(body).toMatchObject({ user, events: 1 });
  });
});

describe('GET and DELETE /v1/users/{id}', () => {
  it('hand out all events in pages, delete them, and find nothing then', async () => {
    const events = [0, 1, 2].map((n) => ({
      id: `e${n}`,
      user: 'ann',
      item: n,
      time,
      type: 'view',
    }));
    await addEvents(...events, { id: 'other', user: 'bob', item: 1, time, type: 'view' });
    const first = await send('GET', '/v1/users/ann?limit=2');
    const second = await send('GET', `/v1/users/ann?limit=2&after=${first.body.next}`);
    expect([...first.body.events, ...second.body.events]).toEqual(events);
    expect(second.body.next).toBeUndefined();
    expect(await send('DELETE', '/v1/users/ann')).toEqual({
      status: 200,
      body: { user: 'ann', deleted: 3 },
    });
    expect((await send('GET', '/v1/users/ann')).status).toBe(404);
    expect((await send('DELETE', '/v1/users/ann')).body.deleted).toBe(0);
    expect((await recommend('ann', { k: 1 })).body.fallback).toBe('popularity');
    expect((await send('GET', '/v1/users/bob')).body.events).toHaveLength(1);
  });

  it('ask which user is meant where a text and a number have the same digits', async () => {
    await addEvents(
      { user: 42, item: 1, time, type: 'view' },
      { user: '42', item: 2, time, type: 'view' },
    );
    for (const method of ['GET', 'DELETE']) {
      const { status, body } = await send(method, '/v1/users/42');
      expect([status, body.detail]).toEqual([409, expect.stringContaining('?idType=text')]);
    }
    expect((await send('DELETE', '/v1/users/42?idType=number')).body).toEqual({
      user: 42,
      deleted: 1,
    });
    expect((await send('GET', '/v1/users/42')).body.user).toBe('42');
  });

  it.each(['limit=0', 'limit=1001', 'after=x', "after=1'--", 'idType=both'])(
    'answer 400 for %s',
    async (query) => {
      expect((await send('GET', `/v1/users/ann?${query}`)).status).toBe(400);
    },
  );
});

describe('POST /v1/users/{id}/merge', () => {
  it('gives the events of a session to the user who signed in', async () => {
    await addEvents({ user: 'session-9', item: 318, time, type: 'view' });
    const merged = await send('POST', '/v1/users/ann/merge', { from: 'session-9' });
    expect(merged.body).toEqual({ user: 'ann', from: 'session-9', merged: 1 });
    expect(ids(await recommend('ann', { k: 1 }))).toEqual([296]);
  });

  it('makes the session another name of the user until the user is deleted', async () => {
    await send('POST', '/v1/users/ann/merge', { from: 'session-9' });
    await addEvents({ user: 'session-9', item: 318, time, type: 'view' });
    const { body } = await send('GET', '/v1/users/ann');
    expect(body.events).toMatchObject([{ user: 'ann', item: 318 }]);
    for (const name of ['ann', 'session-9']) {
      expect(ids(await recommend(name, { k: 1 }))).toEqual([296]);
    }
    await send('DELETE', '/v1/users/ann');
    await addEvents({ user: 'session-9', item: 318, time, type: 'view' });
    expect((await send('GET', '/v1/users/ann')).status).toBe(404);
    expect((await send('GET', '/v1/users/session-9')).status).toBe(200);
  });

  it('keeps a user who is a number apart from the text', async () => {
    await addEvents({ user: 9, item: 318, time, type: 'view' });
    expect((await send('POST', '/v1/users/ann/merge', { from: '9' })).body.merged).toBe(0);
    expect((await send('POST', '/v1/users/ann/merge', { from: 9 })).body.merged).toBe(1);
  });
});

describe('a server', () => {
  const failing = (error: Error): EventStore => {
    const fail = () => Promise.reject(error);
    return { ...store, append: fail, history: fail, page: fail };
  };

  it('without a store answers 501 with what to do, and is ready', async () => {
    const without = testApp();
    for (const [method, path] of [
      ['POST', '/v1/events'],
      ['GET', '/v1/users/ann'],
      ['DELETE', '/v1/users/ann'],
      ['POST', '/v1/users/ann/recommendations'],
    ] as const) {
      const { status, body } = await send(
        method,
        path,
        method === 'POST' ? {} : undefined,
        without,
      );
      expect([status, body.detail]).toEqual([501, expect.stringContaining('STORE=sqlite:')]);
    }
    expect((await without.request('/readyz')).status).toBe(200);
    const document = await (await without.request('/openapi.json')).text();
    expect(document).not.toContain('/v1/events');
  });

  it('with one describes its routes', async () => {
    const document = JSON.parse(await (await app.request('/openapi.json')).text());
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/v1/events',
        '/v1/users/{id}',
        '/v1/users/{id}/merge',
        '/v1/users/{id}/recommendations',
      ]),
    );
  });

  it('whose store does not answer is not ready, and answers 503 where it needs it', async () => {
    const down = testApp({ store: () => ({ unready: 'the store does not answer' }) });
    expect((await down.request('/readyz')).status).toBe(503);
    const { status, body } = await send('GET', '/v1/users/ann', undefined, down);
    expect([status, body.detail]).toEqual([503, 'the store does not answer']);
    const history = { history: [318] };
    expect((await send('POST', '/v1/recommendations', history, down)).status).toBe(200);
  });

  it('says nothing of why its store fails, and when to try again', async () => {
    const broken = appWith(
      failing(new StoreError('unavailable', '/secret/events.db: the disk is full')),
    );
    const { status, body } = await send('GET', '/v1/users/ann', undefined, broken);
    expect([status, JSON.stringify(body)]).toEqual([503, expect.not.stringContaining('secret')]);
    const busy = appWith(failing(new StoreError('busy', 'too many events wait')));
    const events = [{ user: 1, item: 1, type: 'view' }];
    const response = await busy.request('/v1/events', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ events }),
    });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  });

  it('answers 504 where the store takes too long', async () => {
    const slow = appWith(
      { ...store, interactions: () => new Promise(() => {}) },
      { settings: { requestTimeout: 20 } },
    );
    const { status } = await send('POST', '/v1/users/ann/recommendations', {}, slow);
    expect(status).toBe(504);
  });

  it('asks for a key where it has keys', async () => {
    const guarded = appWith(store, { settings: { apiKeys: fullKeys('key') } });
    for (const path of ['/v1/users/ann', '/v1/users/ann/recommendations', '/v1/events']) {
      expect(
        (await guarded.request(path, { method: path.endsWith('ann') ? 'GET' : 'POST' })).status,
      ).toBe(401);
    }
  });

  it('counts events', async () => {
    const event = { id: 'e', user: 1, item: 1, type: 'view' };
    await addEvents(event, event);
    const text = await (await app.request('/metrics')).text();
    expect(text).toContain('events_total{result="stored"} 1');
    expect(text).toContain('events_total{result="duplicate"} 1');
  });
});
