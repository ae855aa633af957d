import { setTimeout as sleep } from 'node:timers/promises';
import '@tensorflow/tfjs-backend-cpu';
import { join } from 'node:path';
import { Bst, BstFeatures, loadRatingArtifact, predictRatings, saveRatingArtifact } from '@org/bst';
import { ratingData } from '@org/ratings';
import { interactionSource, prepareDataset } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { RatingHost, type RatingService } from './ratings/rating-host.js';
import type { RatedItems } from './ratings/rating-messages.js';
import { type RatingThread, RatingThreadEnded } from './ratings/rating-thread.js';
import { fullKeys, testApp } from './testing/next-model.js';
import { ending, run } from './testing/server-process.js';

const directory = join(temporaryDirectory(), 'ratings');

beforeAll(async () => {
  await tf.setBackend('cpu');
  const rows = Array.from({ length: 24 }, (_, event) => ({
    user: Math.floor(event / 6) + 1,
    item: (event % 6) + 1,
    value: 1 + ((event * 7) % 5),
    timestamp: 1_000_000 + 3600 * event,
  }));
  const dataset = await prepareDataset(interactionSource(rows));
  const data = ratingData(dataset);
  const reading = { maxLength: 4, numbers: 'both' } as const;
  const events = Int32Array.from(data.items.keys());
  const features = BstFeatures.fit({ data, events }, dataset, reading);
  const model = new Bst({
    ...{ ...features.sizes, ...reading, hiddenSize: 8, heads: 2, innerSize: 8 },
    ...{ dense: [8, 8, 4], seed: 1, stddev: 0.5 },
  });
  await saveRatingArtifact(directory, { model, features, catalogue: dataset.catalogue });
  model.dispose();
});

const send = (app: ReturnType<typeof testApp>, body: unknown, headers = {}) =>
  app.request('/v1/ratings', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const request = { history: [2, 3], ratings: [5, 1], items: [1, 4] };

describe('POST /v1/ratings', () => {
  const host = () =>
    new RatingHost({ artifact: directory, engine: 'cpu', maxQueue: 8, modelTimeout: 60_000 });
  let ratings: RatingHost;
  beforeAll(async () => {
    ratings = host();
    await ratings.loaded;
  });
  afterAll(() => ratings.stop(10_000));

  it('answers as the library does, in a thread of its own', async () => {
    const artifact = await loadRatingArtifact(directory);
    const asked = { ...request, user: 1, timestamps: [1_000_000, 1_003_600] };
    const [expected] = await predictRatings(artifact, [asked]);
    const response = await send(testApp({ ratings }), asked);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      model: { name: 'bst', version: artifact.config.version },
      ratings: expected?.ratings,
      ignored: [],
      notices: [],
    });
  });

  it('names the ids that it does not know', async () => {
    const response = await send(testApp({ ratings }), {
      ...{ history: [2, 99, 99], ratings: [5, 1, 2], items: ['x', 1] },
    });
    const answer = (await response.json()) as RatedItems;
    expect(answer.ratings.map(({ id }) => id)).toEqual([1]);
    expect(answer.ignored).toEqual([99, 'x']);
    expect(answer.notices).toEqual([
      'history: the model does not know 99',
      'items: the model does not know "x"',
    ]);
  });

  it.each([
    [422, { ...request, ratings: [5] }, 'a history of 2 items needs as many ratings, got 1'],
    [422, { ...request, timestamps: [1] }, 'a history of 2 items needs as many timestamps, got 1'],
    [400, { ...request, items: [] }, 'items: '],
    [400, { ...request, ratings: [5, 'good'] }, 'ratings.1: '],
    [400, { ...request, likes: [1] }, 'likes'],
    [400, { ...request, attributes: { age: null } }, 'attributes.age: '],
  ])('answers %i to %j', async (status, body, detail) => {
    const response = await send(testApp({ ratings }), body);
    const problem = (await response.json()) as { detail: string };
    expect([response.status, problem.detail]).toEqual([status, expect.stringContaining(detail)]);
  });

  it('refuses more items than one answer may have', async () => {
    const app = testApp({ ratings, settings: { bodyLimit: 100_000 } });
    const items = Array.from({ length: 1001 }, (_, item) => item);
    expect((await send(app, { ...request, items })).status).toBe(400);
    expect((await send(app, { ...request, items: items.slice(1) })).status).toBe(200);
  });

  it('needs a key with the scope read where there are keys', async () => {
    const app = testApp({
      ratings,
      settings: { apiKeys: [...fullKeys('full'), { key: 'events', scopes: ['events'] }] },
    });
    const statusOf = async (key?: string) =>
      (await send(app, request, key && { authorization: `Bearer ${key}` })).status;
    expect([await statusOf(), await statusOf('events'), await statusOf('full')]).toEqual([
      401, 403, 200,
    ]);
  });

  it('answers 404 with what to do where no rating model is served', async () => {
    const response = await send(testApp(), request);
    const { detail } = (await response.json()) as { detail: string };
    expect([response.status, detail]).toEqual([404, expect.stringContaining('RATING_ARTIFACT')]);
  });
});

describe('a server', () => {
  it('refuses a re-ranker that needs ratings, and says how to train one', async () => {
    const { code, stderr } = await ending(
      run({ PORT: '0', MODELS: temporaryDirectory(), RERANKER_ARTIFACT: directory, ENGINE: 'cpu' }),
    );
    expect(code).toBe(1);
    expect(stderr).toBe(
      `reference-server: the re-ranker in ${directory} cannot be served: it reads ratings or users, which a history lacks: train it by train-ratings --loss log --implicit --negatives 4 --first-stage <dir>\n`,
    );
  });
});

describe('a rating host', () => {
  it('says in one sentence why a model cannot be served', async () => {
    const host = new RatingHost({
      ...{ artifact: join(directory, 'nowhere'), engine: 'cpu', maxQueue: 1, modelTimeout: 60_000 },
    });
    await expect(host.loaded).rejects.toThrow('holds no model');
    await host.stop(10_000);
  });

  const answer: RatedItems = { ratings: [], ignored: [], notices: [] };
  const details = { name: 'bst', version: '1', engine: 'test', reranks: false, candidates: 100 };

  /** A thread that a test drives: each computation ends when the test says so. */
  function fakeThread() {
    const computing: { resolve: (answer: RatedItems) => void; reject: (error: Error) => void }[] =
      [];
    let end: (error: Error) => void = () => {};
    const ended = new Promise<Error | undefined>((resolve) => {
      end = resolve;
    });
    const thread: RatingThread = {
      ready: Promise.resolve(details),
      ended,
      compute: () => new Promise((resolve, reject) => computing.push({ resolve, reject })),
      stop: () => end(new Error('stopped')),
    };
    return {
      ...{ thread, computing },
      fail() {
        for (const { reject } of computing) reject(new RatingThreadEnded('it exited with 1'));
        end(new Error('it exited with 1'));
      },
    };
  }

  async function driven(
    options: { readonly maxQueue?: number; readonly modelTimeout?: number } = {},
  ) {
    const threads: ReturnType<typeof fakeThread>[] = [];
    const lost: string[] = [];
    const host = new RatingHost({
      ...{ artifact: 'a', engine: 'cpu', maxQueue: 2, modelTimeout: 60_000, ...options },
      onLost: (reason) => lost.push(reason),
      start: () => {
        const thread = fakeThread();
        threads.push(thread);
        return thread.thread;
      },
    });
    await host.loaded;
    return { host, threads, lost };
  }

  const caller = () => new AbortController();
  const ask = (host: RatingService, { signal } = caller()) => {
    const asked = host.predict(request, { signal });
    asked.catch(() => {});
    return asked;
  };

  it('computes one request at a time, and refuses those beyond its queue', async () => {
    const { host, threads } = await driven();
    const [first, second, third] = [ask(host), ask(host), ask(host)];
    await sleep(0);
    expect(threads[0]?.computing).toHaveLength(1);
    await expect(ask(host)).rejects.toMatchObject({ status: 503 });
    for (const [place, asked] of [first, second, third].entries()) {
      threads[0]?.computing[place]?.resolve(answer);
      expect(await asked).toBe(answer);
      await sleep(0);
    }
  });

  it('computes nothing for a caller that has gone', async () => {
    const { host, threads } = await driven();
    const leaving = caller();
    const [first, gone] = [ask(host), ask(host, leaving)];
    await sleep(0);
    leaving.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    threads[0]?.computing[0]?.resolve(answer);
    await first;
    await sleep(0);
    expect(threads[0]?.computing).toHaveLength(1);
  });

  it('replaces a thread that ends, and answers 503 to what it had', async () => {
    const { host, threads, lost } = await driven();
    const [under, waiting] = [ask(host), ask(host)];
    await sleep(0);
    threads[0]?.fail();
    for (const asked of [under, waiting]) {
      await expect(asked).rejects.toMatchObject({ status: 503 });
    }
    await sleep(0);
    expect(lost).toEqual(['it exited with 1']);
    const again = ask(host);
    await sleep(0);
    threads[1]?.computing[0]?.resolve(answer);
    expect(await again).toBe(answer);
  });

  it('replaces a thread that hangs', async () => {
    const { host, threads, lost } = await driven({ modelTimeout: 20 });
    await expect(ask(host)).rejects.toMatchObject({ status: 503 });
    expect(lost).toEqual(['a computation has taken longer than 20 ms']);
    await sleep(0);
    const again = ask(host);
    await sleep(0);
    threads[1]?.computing[0]?.resolve(answer);
    expect(await again).toBe(answer);
  });
});
