import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import type { ServingError } from './error.js';
import type { ModelDetails, RankingLimits, RankQuery } from './messages.js';
import { ModelHost, type ModelHostOptions } from './model-host.js';
import type { Caller, ServedModel } from './served-model.js';
import { packedCode as items } from './testing/packed-code.js';
import { testObserver } from './testing/test-observer.js';

const details: ModelDetails = {
  ...{ name: 'fake', version: '1', kind: 'fake', maxLength: 5, engine: 'none', metrics: {} },
  excludeSeen: true,
  untrained: [],
  popularity: { indices: Int32Array.of(1, 2), scores: Float32Array.of(2, 1) },
};

const limits: RankingLimits = {
  ...{ maxRows: 4, maxSlots: 100, maxLength: 5, secondsPerRow: 0.001 },
};

/** What the thread does with the first item of a history; any other item is answered. */
const [THROW, EXIT, SLOW, FAIL, HANG] = [101, 102, 103, 104, 105] as const;

/** What the thread that loads says of ranking: it does that itself, or other threads do. */
const byItself = `${JSON.stringify(limits)}`;
const byOthers = `{ query: 'next-item', maxLength: 5, itemCount: 2, plain: Uint8Array.of(1), biased: Uint8Array.of(2) }`;

/** A thread without a model. `start` is run before it is ready. */
function fakeThread(start = '', ranking = byItself): URL {
  const script = `
    import { parentPort as port, threadId, workerData } from 'node:worker_threads';
    const details = ${JSON.stringify({ ...details, popularity: undefined })};
    details.popularity = { indices: Int32Array.of(1, 2), scores: Float32Array.of(2, 1) };
    const items = ${items};
    port.on('message', (request) => {
      if (request.stop) process.exit(0);
      const { id, work } = request;
      if (work.kind !== 'rank') return port.postMessage({ kind: 'answer', id, ranked: [details.popularity] });
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
    if (workerData.kind === 'ranking') port.postMessage({ kind: 'ranks', limits: ${JSON.stringify(limits)} });
    else port.postMessage({ kind: 'loaded', details, items, ranking: ${ranking} });
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
  ])('replaces a thread that %s, and does once more what it had', async (_, item, reason) => {
    const { host, seen } = start();
    await host.loaded;
    const held = [rank(host, item), rank(host, 1), rank(host, 2)].map(outcome);
    const [fatal] = held;
    expect(await fatal).toBe('unavailable');
    expect(isReady(host)).toBe(false);
    expect(await Promise.all(held)).toEqual(['unavailable', 'answered', 'answered']);
    await until(() => isReady(host));
    expect(await outcome(rank(host, 1))).toBe('answered');
    const sentence = `the thread that holds the model has ended: ${reason}`;
    expect(seen.failed).toEqual([sentence, sentence]);
    expect(seen.recovered).toEqual(['fake 1', 'fake 1']);
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
    expect(hopeless[0]).toContain('so has one of a thread before');
  });

  it('does not start again from an artifact that was replaced', async () => {
    const { host, seen } = start(fakeThread('details.version = String(threadId);'));
    await host.loaded;
    rank(host, EXIT).catch(() => {});
    await until(() => seen.notRecovered.length > 0);
    expect(seen.notRecovered[0]).toMatch(
      /^the artifact has been replaced: its version was \d+ and is \d+$/,
    );
    expect(isReady(host)).toBe(false);
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

describe('a host of several threads that rank', () => {
  const pool = fakeThread('', byOthers);

  it('answers with the others while one is replaced', async () => {
    const { host, seen } = start(pool, { workers: 2 });
    await host.loaded;
    const slow = rank(host, SLOW);
    await sleep(50);
    const fatal = outcome(rank(host, EXIT));
    expect(await fatal).toBe('unavailable');
    expect(isReady(host)).toBe(true);
    expect(await outcome(slow)).toBe('answered');
    expect(await outcome(rank(host, 1))).toBe('answered');
    expect(seen.failed.length).toBeGreaterThanOrEqual(2);
  });

  it('finds similar items and titles beside them', async () => {
    const { host } = start(pool, { workers: 1 });
    await host.loaded;
    const slow = rank(host, SLOW);
    await sleep(50);
    const { indices } = await modelOf(host).similar(1, 2, caller());
    expect([...indices]).toEqual([1, 2]);
    expect([...(await modelOf(host).search('a', 2, caller()))]).toEqual([1, 2]);
    await slow;
  });

  it('counts what waits for them and what waits for similar items together', async () => {
    const { host, seen } = start(pool, { workers: 1 });
    await host.loaded;
    const slow = rank(host, SLOW);
    await sleep(50);
    const waiting = rank(host, 1);
    await modelOf(host).similar(1, 2, caller());
    expect(seen.waiting.at(-1)).toBe(1);
    await Promise.all([slow, waiting]);
    expect(seen.waiting.at(-1)).toBe(0);
  });

  it('is not ready while all of them take longer than a request may', async () => {
    const { host } = start(pool, { workers: 2, requestTimeout: 200 });
    await host.loaded;
    const first = rank(host, SLOW);
    await sleep(300);
    expect(isReady(host)).toBe(true);
    const second = rank(host, SLOW);
    await until(() => !isReady(host));
    await Promise.all([first, second]);
    expect(isReady(host)).toBe(true);
  });

  it('rejects the load where their graphs cannot be used', async () => {
    const bad = `if (workerData.kind === 'ranking') { port.postMessage({ kind: 'unusable', reason: 'bad graph' }); await new Promise(() => {}); }`;
    const { host } = start(fakeThread(bad, byOthers), { workers: 2 });
    await expect(host.loaded).rejects.toThrow('bad graph');
    expect(await host.stop(5000)).toBe(true);
  });

  it('ends all of them where the artifact cannot be loaded, also one that is not ready yet', async () => {
    const script = fakeThread(
      `if (workerData.kind === 'artifact') {
        port.postMessage({ kind: 'graphs', ranking: ${byOthers} });
        setTimeout(() => port.postMessage({ kind: 'unusable', reason: 'no metrics' }), 500);
      }
      await new Promise(() => {});`,
    );
    const exits: Promise<number>[] = [];
    const watch = (worker: Worker) =>
      exits.push(new Promise((resolve) => worker.once('exit', resolve)));
    process.on('worker', watch);
    await expect(start(script).host.loaded).rejects.toThrow('no metrics');
    process.off('worker', watch);
    expect(await Promise.all(exits)).toEqual([0, 0]);
  });

  it.each([
    ['the first, which is ready before the artifact', 'ranking'],
    ['that of the artifact, which is ready before them', 'artifact'],
  ])('waits when it is stopped for %s', async (_, kind) => {
    const script = fakeThread(
      `if (workerData.kind === 'artifact') port.postMessage({ kind: 'graphs', ranking: ${byOthers} });
      if (workerData.kind !== '${kind}') await new Promise(() => {});
      process.on('exit', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500));`,
      byOthers,
    );
    const { host } = start(script, { workers: 2 });
    await sleep(500);
    expect(await host.stop(500)).toBe(false);
    expect(await host.stop(5000)).toBe(true);
    await expect(host.loaded).rejects.toThrow('it was stopped');
  });

  it('ends all of them between computations when it is stopped', async () => {
    const { host } = start(pool, { workers: 2 });
    await host.loaded;
    const answers = [rank(host, SLOW), rank(host, 1)];
    await sleep(50);
    expect(await host.stop(100)).toBe(false);
    expect(await host.stop(5000)).toBe(true);
    expect(await Promise.all(answers.map(outcome))).toEqual(['answered', 'answered']);
  });
});
