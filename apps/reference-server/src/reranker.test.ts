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
import { CandidateLists, likeQuestions, ratingData } from '@org/ratings';
import { interactionSource, prepareDataset, recommend, type Scorer } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { ItemHost } from './item-host.js';
import { RatingHost, type RatingService } from './ratings/rating-host.js';
import { nextModel, type TestOptions, testApp } from './testing/next-model.js';

const directory = join(temporaryDirectory(), 'reranker');
/** One that was trained on two candidates of a first stage. */
const ofPairs = join(temporaryDirectory(), 'pairs');

/** Knows all items of the served model but 50. */
const KNOWN = [318, 296, 593, 'x-4'];

const hosting = { engine: 'cpu', maxQueue: 8, modelTimeout: 60_000 } as const;

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
  const pairs = new CandidateLists({
    ...{ events, count: 2 },
    items: Int32Array.from([...events].flatMap(() => [1, 2])),
    scores: Float32Array.from([...events].flatMap(() => [-1, -2])),
  });
  const save = async (artifact: string, candidates?: CandidateLists) => {
    const questions = likeQuestions(data, { events, items: data.items }, { candidates });
    const features = BstFeatures.fit(
      { data, events },
      dataset,
      { ...reading, firstStage: candidates !== undefined },
      { knownUsers: false, questions },
    );
    const model = new Bst({
      ...{ ...features.sizes, ...reading, hiddenSize: 8, heads: 2, innerSize: 8 },
      ...{ dense: [8, 8, 4], loss: 'log', likedFrom: 1, seed: 3, stddev: 0.8 },
    });
    await saveRatingArtifact(artifact, {
      ...{ model, features, catalogue: dataset.catalogue },
      ...(candidates && { reranking: { candidates: 2, firstStageWeight: 0 } }),
    });
    model.dispose();
  };
  await save(directory);
  await save(ofPairs, pairs);
  reranker = await loadRatingArtifact(directory);
  ratings = new RatingHost({ ...hosting, artifact: directory });
  expect(await ratings.loaded).toMatchObject({ reranks: true, candidates: 100 });
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

  it('orders as many candidates as the re-ranker was trained with, if no setting says otherwise', async () => {
    const artifact = await loadRatingArtifact(ofPairs);
    const host = new RatingHost({ ...hosting, artifact: ofPairs });
    expect(await host.loaded).toMatchObject({ reranks: true, candidates: 2 });
    const { catalogue } = nextModel;
    const listOf = async (candidates: number) => {
      const scorer = rerankingScorer({
        ...{ scorer: firstStage, catalogue, reranker: artifact, candidates },
      });
      const { recommendations } = await recommend(scorer, catalogue, [50], { k: 4 });
      return recommendations.map(({ item: id, score }) => ({ id, score }));
    };
    expect(await listOf(2)).not.toEqual(await listOf(4));
    const body = { history: [50], k: 4 };
    const servedOf = (candidates: number | undefined) =>
      served(body, 1, { reranker: { ratings: host, candidates } });
    expect(await servedOf(undefined)).toEqual(await listOf(2));
    expect(await servedOf(4)).toEqual(await listOf(4));
    artifact.model.dispose();
    await host.stop(10_000);
  });

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
    const recording: RatingService = {
      model: () => ratings.model(),
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

  it('answers 503 while the re-ranker is loaded, but lists by popularity at once', async () => {
    const loading = new RatingHost({
      ...{ ...hosting, artifact: directory },
      start: () => ({
        ready: new Promise(() => {}),
        ended: new Promise(() => {}),
        compute: () => Promise.reject(new Error('not loaded')),
        stop() {},
      }),
    });
    const statusOf = async (history: readonly string[], candidates: number | undefined) => {
      const app = testApp({ reranker: { ratings: loading, candidates } });
      const response = await app.request('/v1/recommendations', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ history }),
      });
      return response.status;
    };
    for (const candidates of [4, undefined]) {
      expect(await statusOf(['x-4'], candidates)).toBe(503);
      expect(await statusOf([], candidates)).toBe(200);
    }
  });
});
