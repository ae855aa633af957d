import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { ServingError } from './error.js';
import type { ModelDetails, RankQuery } from './messages.js';
import { ModelHost, type ModelHostOptions } from './model-host.js';
import type { Caller, ServedModel } from './served-model.js';
import { testObserver } from './testing/test-observer.js';

const details: ModelDetails = {
  ...{ name: 'fake', version: '1', kind: 'fake', maxLength: 5, engine: 'none', metrics: {} },
  excludeSeen: true,
  untrained: [],
  items: [
    { index: 1, id: 'a' },
    { index: 2, id: 'b' },
  ],
  popularity: { indices: Int32Array.of(1, 2), scores: Float32Array.of(2, 1) },
  ...{ maxRows: 4, secondsPerRow: 0.001 },
};

/** What the thread does with the first item of a history; any other item is answered. */
const [THROW, EXIT, SLOW, FAIL, HANG] = [101, 102, 103, 104, 105] as const;

/** A thread without a model. `start` is run before it is ready. */
function fakeThread(start = ''): URL {
  const script = `
    import { parentPort as port, workerData } from 'node:worker_threads';
    const details = ${JSON.stringify({ ...details, popularity: undefined })};
    details.popularity = { indices: Int32Array.of(1, 2), scores: Float32Array.of(2, 1) };
    port.on('message', (request) => {
      if (request.stop) process.exit(0);
      const { id, work } = request;
      const [item] = work.queries[0].history.items;
      if (item === ${THROW}) throw new Error('out of order');
      if (item === ${EXIT}) process.exit(3);
      const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
      if (item === ${SLOW}) wait(1500);
      if (item === ${HANG}) wait(600_000);
      if (item === ${FAIL}) return port.postMessage({ kind: 'failed', id, message: 'no luck' });
      port.postMessage({ kind: 'answer', id, ranked: work.queries.map(() => details.popularity) });
    });
    ${start}
    port.postMessage({ kind: 'ready', model: details });
  `;
  return new URL(`data:text/javascript,${encodeURIComponent(script)}`);
}

const hosts: ModelHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop(100);
});

function start(script = fakeThread(), options: Partial<ModelHostOptions> = {}) {
  const hopeless: string[] = [];
  const { seen, observer } = testObserver();
  const host = new ModelHost({
    ...{ artifact: 'nowhere', observer, script, engine: 'cpu' },
    ...{ maxQueue: 100, requestTimeout: 10_000, modelTimeout: 10_000 },
    onHopeless: (reason) => hopeless.push(reason),
    ...options,
  });
  hosts.push(host);
  return { host, hopeless, seen };
}

function modelOf(host: ModelHost): ServedModel {
  const state = host.state();
  if ('model' in state) return state.model;
  throw new Error(state.unready);
}

const isReady = (host: ModelHost) => 'model' in host.state();

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5);
}

const caller = (): Caller => ({
  signal: new AbortController().signal,
  deadline: performance.now() + 10_000,
  halfClosed: () => false,
});

function rank(host: ModelHost, item: number) {
  const history = { items: Int32Array.of(item) };
  const query: RankQuery = { history, k: 1, exclude: new Int32Array(0), excludeSeen: true };
  return modelOf(host).rank([query], caller());
}

const outcome = (answer: Promise<unknown>) =>
  answer.then(
    () => 'answered',
    (error: ServingError) => error.code ?? error.message,
  );

describe('a host', () => {
  it('is not ready before its thread is, and answers then', async () => {
    const { host } = start();
    expect(host.state()).toEqual({ unready: expect.stringContaining('still being loaded') });
    await host.loaded;
    expect(await outcome(rank(host, 1))).toBe('answered');
    expect(modelOf(host).catalogue.indexOf('b')).toBe(2);
  });

  it.each([
    [
      'that says so',
      `port.postMessage({ kind: 'unusable', reason: 'bad weights' }); await new Promise(() => {});`,
      'bad weights',
    ],
    ['that throws', `throw new Error('no engine');`, 'it failed: no engine'],
    ['that exits', 'process.exit(4);', 'it exited with 4'],
  ])('rejects the first load by a thread %s', async (_, code, reason) => {
    const { host } = start(fakeThread(code));
    await expect(host.loaded).rejects.toThrow(reason);
  });

  it('passes on the failure of a computation, and keeps the thread', async () => {
    const { host, seen } = start();
    await host.loaded;
    await expect(rank(host, FAIL)).rejects.toThrow('no luck');
    expect(await outcome(rank(host, 1))).toBe('answered');
    expect(seen.failed).toEqual([]);
  });

  it.each([
    ['throws', THROW, 'it failed: out of order'],
    ['exits', EXIT, 'it exited with 3'],
  ])('replaces a thread that %s, and refuses what it had for now', async (_, item, reason) => {
    const { host, seen } = start();
    await host.loaded;
    const held = [rank(host, item), rank(host, 1), rank(host, 2)].map(outcome);
    expect(await Promise.all(held)).toEqual(['unavailable', 'unavailable', 'unavailable']);
    expect(isReady(host)).toBe(false);
    await until(() => isReady(host));
    expect(await outcome(rank(host, 1))).toBe('answered');
    expect(seen.failed).toEqual([`the thread that holds the model has ended: ${reason}`]);
    expect(seen.recovered).toEqual(['fake 1']);
    expect(seen.ready.at(-1)).toBe(true);
  });

  it('is not ready while a computation takes longer than a request may', async () => {
    const { host } = start(fakeThread(), { requestTimeout: 200 });
    await host.loaded;
    const slow = rank(host, SLOW);
    await until(() => !isReady(host));
    await slow;
    await until(() => isReady(host));
  });

  it('replaces a thread that hangs, and gives up when the next one hangs too', async () => {
    const { host, seen, hopeless } = start(fakeThread(), { modelTimeout: 300 });
    await host.loaded;
    expect(await outcome(rank(host, HANG))).toBe('unavailable');
    await until(() => isReady(host));
    expect(seen.failed).toEqual(['a computation has taken longer than 300 ms']);
    expect(hopeless).toEqual([]);
    rank(host, HANG).catch(() => {});
    await until(() => hopeless.length > 0);
    expect(hopeless[0]).toContain('so has one of the thread before');
  });

  it('ends its thread between computations when it is stopped', async () => {
    const { host } = start();
    await host.loaded;
    const answer = rank(host, SLOW);
    await sleep(50);
    expect(await host.stop(100)).toBe(false);
    expect(await host.stop(5000)).toBe(true);
    expect(await outcome(answer)).toBe('answered');
  });

  it('ends its thread while that loads', async () => {
    const { host } = start(fakeThread('await new Promise(() => {});'));
    expect(await host.stop(5000)).toBe(true);
    await expect(host.loaded).rejects.toThrow('it was stopped');
  });
});
