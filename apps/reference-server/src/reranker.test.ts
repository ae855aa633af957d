import '@tensorflow/tfjs-backend-cpu';
import { join } from 'node:path';
import {
  Bst,
  BstFeatures,
  loadRatingArtifact,
  type RatingArtifact,
  type RatingRequest,
  rerankingScorer,
  saveRatingArtifact,
} from '@org/bst';
import { ratingData } from '@org/ratings';
import { interactionSource, prepareDataset, recommend, type Scorer } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { ItemHost } from './item-host.js';
import { RatingHost, type RatingService } from './ratings/rating-host.js';
import { nextModel, type TestOptions, testApp } from './testing/next-model.js';

const directory = join(temporaryDirectory(), 'reranker');

/** Knows all items of the served model but 50. */
const KNOWN = [318, 296, 593, 'x-4'];

let reranker: RatingArtifact;
let ratings: RatingHost;
beforeAll(async () => {
  await tf.setBackend('cpu');
  const rows = Array.from({ length: 16 }, (_, event) => ({
    user: Math.floor(event / 4) + 1,
    item: KNOWN[(event * 3) % 4] as string | number,
    timestamp: 1_000_000 + 3600 * event,
  }));
  const dataset = await prepareDataset(interactionSource(rows));
  const data = ratingData(dataset, { implicit: true });
  const reading = { maxLength: 4, numbers: 'both' } as const;
  const events = Int32Array.from(data.items.keys());
  const features = BstFeatures.fit({ data, events }, dataset, reading, { knownUsers: false });
  const model = new Bst({
    ...{ ...features.sizes, ...reading, hiddenSize: 8, heads: 2, innerSize: 8 },
    ...{ dense: [8, 8, 4], loss: 'log', likedFrom: 1, seed: 3, stddev: 0.8 },
  });
  await saveRatingArtifact(directory, { model, features, catalogue: dataset.catalogue });
  model.dispose();
  reranker = await loadRatingArtifact(directory);
  ratings = new RatingHost({
    artifact: directory,
    engine: 'cpu',
    maxQueue: 8,
    modelTimeout: 60_000,
  });
  expect((await ratings.loaded).reranks).toBe(true);
});
afterAll(async () => {
  reranker.model.dispose();
  await ratings.stop(10_000);
});

/** The same scores as the served model. */
const firstStage: Scorer = {
  name: 'next',
  score: async (histories) => ({
    rows: histories.length,
    width: 7,
    data: Float32Array.from(
      histories.flatMap(({ items }) =>
        Array.from({ length: 7 }, (_, item) => -((item - (items.at(-1) ?? 0) + 5) % 5)),
      ),
    ),
  }),
};

const served = async (body: object, candidates: number, options: TestOptions = {}) => {
  const app = testApp({ reranker: { ratings, candidates }, ...options });
  const response = await app.request('/v1/recommendations', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  const { recommendations } = (await response.json()) as {
    recommendations: { id: string | number; score: number }[];
  };
  return recommendations.map(({ id, score }) => ({ id, score }));
};

describe('a server with a re-ranker', () => {
  it.each([
    [['x-4'], 4],
    [[318, 50], 2],
    [[50], 3],
    [[296, 'x-4', 296], 100],
  ])(
    'gives after %j with %i candidates the list of the command line',
    async (history, candidates) => {
      const { catalogue } = nextModel;
      const scorer = rerankingScorer({ scorer: firstStage, catalogue, reranker, candidates });
      const { recommendations } = await recommend(scorer, catalogue, history, { k: 3 });
      expect(await served({ history, k: 3 }, candidates)).toEqual(
        recommendations.map(({ item: id, score }) => ({ id, score })),
      );
    },
  );

  it('has another order than without, over the same items', async () => {
    const plain = await served({ history: ['x-4'], k: 4 }, 1);
    const ordered = await served({ history: ['x-4'], k: 4 }, 4);
    const ids = (list: typeof plain) => list.map(({ id }) => id);
    expect(ids(plain)).toEqual([50, 318, 296, 593]);
    expect(ids(ordered)).not.toEqual(ids(plain));
    expect(new Set(ids(ordered))).toEqual(new Set(ids(plain)));
    // The re-ranker does not know item 50, which keeps its place.
    expect(ordered[0]?.id).toBe(50);
  });

  // Without rules it orders 296, x-4, 593, 50.
  it('keeps out what a request or its rules leave out', async () => {
    const body = { history: [318], k: 4, exclude: ['x-4'], rules: { filter: 'year != 1994' } };
    expect(await served(body, 4)).toEqual([{ id: 593, score: -2 }]);
  });

  it.each([3, 4, 100])('gives all items that pass, where they are fewer than %i', async (count) => {
    const body = { history: [318], k: 4, rules: { filter: 'year != 1994' } };
    expect(await served(body, count)).toEqual([
      { id: 'x-4', score: -2 },
      { id: 593, score: -3 },
    ]);
  });

  it('orders only items that pass, by their own scores', async () => {
    const requests: RatingRequest[] = [];
    const recording: Pick<RatingService, 'predict'> = {
      predict: (request, caller) => {
        requests.push(request);
        return ratings.predict(request, caller);
      },
    };
    const body = { history: [318], k: 4, rules: { filter: 'year != 1994' } };
    await served(body, 4, { reranker: { ratings: recording, candidates: 4 } });
    expect(requests).toEqual([
      expect.objectContaining({ history: [318], items: [593, 'x-4'], scores: [-2, -3] }),
    ]);
  });

  it('leaves out an unavailable item, also without rules', async () => {
    const items = new ItemHost({ log: pino({ level: 'silent' }) });
    const gone = await testApp({ items }).request('/v1/items/296', { method: 'DELETE' });
    expect(gone.status).toBe(200);
    expect(await served({ history: [318], k: 4 }, 4, { items })).toEqual([
      { id: 'x-4', score: -2 },
      { id: 593, score: -3 },
      { id: 50, score: -4 },
    ]);
  });

  it('answers a history without known items by popularity', async () => {
    expect(await served({ history: [], k: 2 }, 4)).toEqual([
      { id: 296, score: 50 },
      { id: 50, score: 40 },
    ]);
  });

  it('answers 503 while the re-ranker is loaded', async () => {
    const loading = new RatingHost({
      ...{ artifact: directory, engine: 'cpu', maxQueue: 8, modelTimeout: 60_000 },
      start: () => ({
        ready: new Promise(() => {}),
        ended: new Promise(() => {}),
        compute: () => Promise.reject(new Error('not loaded')),
        stop() {},
      }),
    });
    const app = testApp({ reranker: { ratings: loading, candidates: 4 } });
    const response = await app.request('/v1/recommendations', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ history: ['x-4'] }),
    });
    expect(response.status).toBe(503);
  });
});
