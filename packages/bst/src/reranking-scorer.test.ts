import '@tensorflow/tfjs-backend-cpu';
import { likeQuestions, ratingData } from '@org/ratings';
import { Catalogue, recommend, type Scorer } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bst } from './bst.js';
import { BstFeatures } from './features.js';
import { bstPredictor } from './predictor.js';
import { predictRatings, predictResolved } from './rating-requests.js';
import { isReranker, rerankingScorer } from './reranking-scorer.js';
import { toyRatings } from './testing/toy-ratings.js';

/** Scores item i by -i: the first stage ranks 1, 2, 3, … */
const firstStage: Scorer = {
  name: 'first',
  score: async (histories) => ({
    rows: histories.length,
    width: 8,
    data: Float32Array.from(histories.flatMap(() => [0, -1, -2, -3, -4, -5, -6, 0])),
  }),
};

let toy: Awaited<ReturnType<typeof toyRatings>>;
let models: Bst[] = [];

/** A model with first weights; large ones, so that its likes differ. */
function modelOf({ implicit }: { readonly implicit: boolean }) {
  const data = ratingData(toy.dataset, { implicit });
  const events = Int32Array.from(data.items.keys());
  const reading = { maxLength: 4, numbers: 'both' } as const;
  const fitted = { knownUsers: !implicit };
  const features = BstFeatures.fit({ data, events }, toy.dataset, reading, fitted);
  const model = new Bst({
    ...{ ...features.sizes, ...reading, loss: 'log', likedFrom: 1, stddev: 0.5, seed: 3 },
    ...{ hiddenSize: 8, heads: 2, innerSize: 8, dense: [16, 8, 4] },
  });
  models.push(model);
  const { catalogue } = toy.dataset;
  return {
    ...{ model, features, catalogue, directory: '', metrics: {}, timestampUnit: undefined },
    config: {} as never,
  };
}

beforeAll(async () => {
  await tf.setBackend('cpu');
  toy = await toyRatings();
});
afterAll(() => {
  for (const model of models) model.dispose();
  models = [];
});

describe('a recommender of two stages', () => {
  it('orders the candidates by likes, and leaves the rest below them as it was', async () => {
    const reranker = modelOf({ implicit: true });
    const { catalogue } = reranker;
    const history = catalogue.items.slice(1, 2).map(({ id }) => id);
    // The first stage leaves out item 2, so its four best are 1, 3, 4 and 5.
    const items = [1, 3, 4, 5].map((index) => catalogue.item(index).id);
    const [answer] = await predictRatings(reranker, [{ history, ratings: [1], items }]);
    const byLikes = [...(answer?.ratings ?? [])].sort((a, b) => b.rating - a.rating);
    const expected = byLikes.map(({ id }) => id);
    expect(expected).not.toEqual(items);

    const scorer = rerankingScorer({ scorer: firstStage, catalogue, reranker, candidates: 4 });
    expect(scorer.name).toBe('first+bst');
    const { recommendations } = await recommend(scorer, catalogue, history, { k: 6 });
    expect(recommendations.map(({ item }) => item)).toEqual([...expected, catalogue.item(6).id]);
    expect(recommendations.map(({ score }) => score)).toEqual([-1, -3, -4, -5, -6]);
  });

  it('reads a history as training read it', async () => {
    const { model, features } = modelOf({ implicit: true });
    const { data } = features;
    const events = Int32Array.of(0, 3, 11, 40);
    const items = Int32Array.of(1, 2, 5, 6);
    const questions = likeQuestions(data, { events, items }, { targetTime: false });
    const asTrained = await bstPredictor({ model, features }).predict(questions);
    const histories = Array.from(events, (event, place) => {
      const from = data.offsets[data.users[event] as number] as number;
      const times = [...(data.times?.subarray(from, event) ?? [])];
      const known = [...data.items.subarray(from, event)];
      return {
        user: { items: known, values: known.map(() => 1), times },
        items: [items[place] as number],
        time: times.at(-1),
      };
    });
    const asServed = await predictResolved({ model, features }, histories);
    for (const [place, [value]] of asServed.entries()) {
      expect(value).toBeCloseTo(asTrained[place] as number, 6);
    }
  });

  it('with one candidate is the first stage, after any history', async () => {
    const reranker = modelOf({ implicit: true });
    const { catalogue } = reranker;
    const scorer = rerankingScorer({ scorer: firstStage, catalogue, reranker, candidates: 1 });
    const histories = [[], [1], [2, 3, 1, 1, 6]].map((items) => ({
      items: Int32Array.from(items),
    }));
    expect(await scorer.score(histories)).toEqual(await firstStage.score(histories));
  });

  it('gives each history the same order as alone, and with times in any unit', async () => {
    const reranker = { ...modelOf({ implicit: true }), timestampUnit: 'milliseconds' as const };
    const { catalogue } = reranker;
    const options = { scorer: firstStage, catalogue, candidates: 5, excludeSeen: false };
    const scorer = rerankingScorer({ ...options, reranker });
    const histories = [[1, 4], [], [3]].map((items) => ({
      items: Int32Array.from(items),
      timestamps: Float64Array.from(items, (_, place) => 1e12 + 60_000 * place),
    }));
    const { data } = await scorer.score(histories);
    for (const [row, history] of histories.entries()) {
      const alone = await scorer.score([history]);
      expect(data.subarray(8 * row, 8 * row + 8)).toEqual(alone.data);
    }
    const seconds = histories.map(({ items, timestamps }) => ({
      items,
      timestamps: timestamps.map((time) => time / 1000),
    }));
    const inSeconds = rerankingScorer({
      ...options,
      reranker: { ...reranker, timestampUnit: undefined },
    });
    expect((await inSeconds.score(seconds)).data).toEqual(data);
  });

  it('keeps the places of items that the re-ranker does not know', async () => {
    const reranker = modelOf({ implicit: true });
    const more = new Catalogue([
      { index: 1, id: 'new' },
      ...reranker.catalogue.items.slice(0, 5).map(({ id }, i) => ({ index: i + 2, id })),
    ]);
    const scorer = rerankingScorer({
      ...{ scorer: firstStage, catalogue: more, reranker, candidates: 6 },
    });
    const { data } = await scorer.score([{ items: Int32Array.of(1, 3) }]);
    expect(data[1]).toBe(-1);
    expect(data[3]).toBe(-3);
    expect(new Set(data)).toEqual(new Set([0, -1, -2, -3, -4, -5, -6]));
  });

  it('refuses a model of ratings, and a number of candidates out of range', () => {
    const ofRatings = modelOf({ implicit: false });
    const { catalogue } = ofRatings;
    expect(isReranker(ofRatings)).toBe(false);
    const stages = { scorer: firstStage, catalogue };
    expect(() => rerankingScorer({ ...stages, reranker: ofRatings, candidates: 3 })).toThrow(
      'the model reads ratings or users, which a history lacks',
    );
    const reranker = modelOf({ implicit: true });
    expect(() => rerankingScorer({ ...stages, reranker, candidates: 0 })).toThrow(
      'from 1 to 1000, got 0',
    );
    expect(() => rerankingScorer({ ...stages, reranker, candidates: 1001 })).toThrow('got 1001');
  });
});
