import { openStore, type StoreEvent } from '@org/store';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createTelemetry } from './telemetry.js';
import { testApp } from './testing/next-model.js';

// What takes milliseconds for one request is done for one request in each turn of the event loop.

const AT_ONCE = 16;
const settings = { bodyLimit: 1_000_000, requestTimeout: 30_000, metricsAccess: 'open' as const };

afterEach(() => vi.restoreAllMocks());

/** Untyped: its shape is what the tests claim. */
async function bodyOf(answer: Response) {
  return JSON.parse(await answer.text());
}

/** Counts turns of the event loop until the test ends. */
function countTurns(): () => number {
  let turn = 0;
  let counting = true;
  const count = () => {
    turn += 1;
    if (counting) setImmediate(count);
  };
  setImmediate(count);
  onTestFinished(() => {
    counting = false;
  });
  return () => turn;
}

/** The turns in which large texts were parsed, and in which large documents were written. */
function watchJson() {
  const turn = countTurns();
  const parsed: number[] = [];
  const written: number[] = [];
  const { parse, stringify } = JSON;
  vi.spyOn(JSON, 'parse').mockImplementation((text, reviver) => {
    if (text.length > 10_000) parsed.push(turn());
    return parse(text, reviver);
  });
  vi.spyOn(JSON, 'stringify').mockImplementation((value, ...rest) => {
    const text = stringify(value, ...(rest as []));
    if (text?.length > 10_000) written.push(turn());
    return text;
  });
  return { parsed, written };
}

describe('large requests that come at once', () => {
  it('are parsed one in each turn, and answered one in each turn', async () => {
    const app = testApp({ settings });
    const body = JSON.stringify({
      history: Array.from({ length: 3000 }, (_, n) => `no-${n}`),
      exclude: Array.from({ length: 3000 }, (_, n) => `other-${n}`),
    });
    const { parsed, written } = watchJson();
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, () =>
        app.request('/v1/recommendations', {
          ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body },
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(AT_ONCE).fill(200));
    expect(new Set(parsed).size).toBe(AT_ONCE);
    expect(parsed).toHaveLength(AT_ONCE);
    expect(new Set(written).size).toBe(AT_ONCE);
    expect(written).toHaveLength(AT_ONCE);

    const { ignored, notices } = await bodyOf(answers[0] as Response);
    expect(ignored).toHaveLength(6000);
    expect(ignored[3000]).toBe('other-0');
    expect(notices[1]).toMatch(/^exclude: the model does not know "other-0", .* and 2990 more$/);
  });

  it('are refused with the same sentence, whatever their number of ids', async () => {
    const answer = await testApp({ settings }).request('/v1/recommendations', {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({
        ...{ history: [318], unknown: 'error' },
        exclude: Array.from({ length: 20_000 }, (_, n) => `no-${n}`),
      }),
    });
    expect(answer.status).toBe(422);
    expect((await bodyOf(answer)).detail).toMatch(
      /^exclude: the model does not know "no-0", .* and 19990 more$/,
    );
  });

  it('are still refused where their JSON is broken', async () => {
    const answer = await testApp({ settings }).request('/v1/recommendations', {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: `{"history":[${'318,'.repeat(5000)}]}`,
    });
    expect(answer.status).toBe(400);
    expect((await bodyOf(answer)).detail).toBe('Malformed JSON in request body');
  });
});

describe('events of a user', () => {
  const event = (n: number): StoreEvent => ({
    ...{ id: `e${n}`, user: 'ann', item: 318, time: 1_700_000_000_000 + n, type: 'view' },
    ...{ value: n, context: { page: 'x'.repeat(1000) }, recommendationId: 'r1' },
  });
  const filled = async () => {
    const store = await openStore('memory:');
    await store.append(Array.from({ length: 130 }, (_, n) => event(n)));
    return store;
  };

  it('are read and written 50 at a time, and answered as one page', async () => {
    const store = await filled();
    const first = await store.page({ user: 'ann', limit: 120 });
    const second = await store.page({ user: 'ann', limit: 120, after: first.next as string });
    const page = vi.spyOn(store, 'page');
    const app = testApp({ store: () => ({ store }) });

    const answer = await app.request('/v1/users/ann?limit=120');
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({ user: 'ann', ...first });
    expect(page.mock.calls.map(([{ limit }]) => limit)).toEqual([50, 50, 20]);

    const last = await app.request(`/v1/users/ann?limit=120&after=${first.next}`);
    expect(await last.json()).toEqual({ user: 'ann', ...second });
    expect(second.events).toHaveLength(10);
  });

  it('are read without their contexts and ids to recommend items', async () => {
    const store = await filled();
    const history = vi.spyOn(store, 'history');
    const interactions = vi.spyOn(store, 'interactions');
    await testApp({ store: () => ({ store }) }).request('/v1/users/ann/recommendations', {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
    });
    expect(interactions).toHaveBeenCalledTimes(1);
    expect(history).not.toHaveBeenCalled();
  });
});

it('metrics are collected once for all who want them at once', async () => {
  const telemetry = createTelemetry();
  const collect = vi.spyOn(telemetry.registry, 'metrics');
  const app = testApp({ telemetry, settings });
  const texts = await Promise.all(
    Array.from({ length: AT_ONCE }, async () => (await app.request('/metrics')).text()),
  );
  expect(collect).toHaveBeenCalledTimes(1);
  expect(new Set(texts).size).toBe(1);
  expect(texts[0]).toMatch(/^model_ready 1$/m);
  await app.request('/metrics');
  expect(collect).toHaveBeenCalledTimes(2);
});
