import '@tensorflow/tfjs-backend-cpu';
import { CandidateLists, likeQuestions, ratingData } from '@org/ratings';
import { Catalogue, recommend, type Scorer } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bst } from './bst.js';
import { BstFeatures } from './features.js';
import { bstPredictor } from './predictor.js';
import { predictRatings, predictResolved } from './rating-requests.js';
import { candidatesOf, isReranker, rerankingScorer } from './reranking-scorer.js';
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
function modelOf({
  implicit,
  firstStageWeight,
}: {
  readonly implicit: boolean;
  readonly firstStageWeight?: number;
}) {
  const data = ratingData(toy.dataset, { implicit });
  const events = Int32Array.from(data.items.keys());
  const firstStage = firstStageWeight !== undefined;
  const reading = { maxLength: 4, numbers: 'both', firstStage } as const;
  const questions = likeQuestions(
    data,
    { events, items: data.items },
    { targetTime: false, candidates: candidatesBefore(events) },
  );
  const fitted = { knownUsers: !implicit, ...(firstStage && { questions }) };
  const features = BstFeatures.fit({ data, events }, toy.dataset, reading, fitted);
  const model = new Bst({
    ...{
      ...features.sizes,
      maxLength: 4,
      numbers: 'both',
      loss: 'log',
      likedFrom: 1,
      stddev: 0.5,
      seed: 3,
    },
    ...{ hiddenSize: 8, heads: 2, innerSize: 8, dense: [16, 8, 4] },
  });
  models.push(model);
  const { catalogue } = toy.dataset;
  return {
    ...{ model, features, catalogue, directory: '', metrics: {}, timestampUnit: undefined },
    config: {} as never,
    ...(firstStageWeight !== undefined && { reranking: { candidates: 4, firstStageWeight } }),
  };
}

/** What {@link firstStage} finds before events: its six items. */
function candidatesBefore(events: Int32Array): CandidateLists {
  return new CandidateLists({
    events,
    count: 6,
    items: Int32Array.from(
      events.length === 0 ? [] : [...events].flatMap(() => [1, 2, 3, 4, 5, 6]),
    ),
    scores: Float32Array.from([...events].flatMap(() => [-1, -2, -3, -4, -5, -6])),
  });
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

  it('orders as many candidates as in its training, else 100', () => {
    expect(candidatesOf(modelOf({ implicit: true, firstStageWeight: 0 }))).toBe(4);
    expect(candidatesOf(modelOf({ implicit: true }))).toBe(100);
  });

  it('reads what the first stage says as training read it', async () => {
    const reranker = modelOf({ implicit: true, firstStageWeight: 0 });
    const { model, features, reranking, catalogue } = reranker;
    const { data } = features;
    const events = Int32Array.of(3, 3, 3, 3, 3, 3);
    const items = Int32Array.of(1, 2, 3, 4, 5, 6);
    const candidates = candidatesBefore(Int32Array.of(3));
    const questions = likeQuestions(data, { events, items }, { targetTime: false, candidates });
    const predictor = bstPredictor({ model, features });
    const asTrained = await predictor.predict(questions);
    const { firstStage: _, ...without } = questions;
    expect(await predictor.predict(without)).not.toEqual(asTrained);

    const history = [...data.items.subarray(0, 3)].map((item) => catalogue.item(item).id);
    const ids = catalogue.items.map(({ id }) => id);
    const request = {
      ...{ history, ratings: [1, 1, 1], timestamps: [...(data.times?.subarray(0, 3) ?? [])] },
      ...{ items: ids, scores: [-1, -2, -3, -4, -5, -6] },
    };
    const artifact = { model, features, reranking, catalogue, timestampUnit: 'seconds' } as never;
    const [answer] = await predictRatings(artifact, [request]);
    for (const [place, { rating }] of (answer?.ratings ?? []).entries()) {
      expect(rating).toBeCloseTo(asTrained[place] as number, 6);
    }
    await expect(predictRatings(artifact, [{ ...request, scores: [1] }])).rejects.toThrow(
      'a list of 6 items needs as many scores, got 1',
    );
    // As a scorer, it has the same order.
    const scorer = rerankingScorer({
      ...{ scorer: firstStage, catalogue, reranker, candidates: 6, excludeSeen: false },
    });
    const { data: scores } = await scorer.score([
      { items: data.items.subarray(0, 3), timestamps: data.times?.subarray(0, 3) },
    ] as never);
    const order = (values: ArrayLike<number>) =>
      Array.from({ length: 6 }, (_, i) => i).sort((a, b) => Number(values[b]) - Number(values[a]));
    expect(order(scores.subarray(1, 7))).toEqual(order(asTrained));
  });

  it('keeps the order of the first stage at weight 1, and mixes both below', async () => {
    const ordered = async (firstStageWeight: number) => {
      const reranker = modelOf({ implicit: true, firstStageWeight });
      const { catalogue } = reranker;
      const stages = { scorer: firstStage, catalogue, reranker, candidates: 6, excludeSeen: false };
      const { data } = await rerankingScorer(stages).score([{ items: Int32Array.of(2, 6) }]);
      return [...data];
    };
    const first = [0, -1, -2, -3, -4, -5, -6, 0];
    expect(await ordered(1)).toEqual(first);
    const alone = await ordered(0);
    expect(alone).not.toEqual(first);
    const distance = (data: readonly number[]) =>
      data.reduce((sum, score, item) => sum + Math.abs(score - (first[item] as number)), 0);
    expect(distance(await ordered(0.5))).toBeLessThanOrEqual(distance(alone));
  });

  it('takes no candidates that are left out, so that others move up', async () => {
    const reranker = modelOf({ implicit: true });
    const { catalogue } = reranker;
    const stages = { scorer: firstStage, catalogue, reranker, candidates: 3, excludeSeen: false };
    const moved = async (limits: { exclude?: Int32Array; allow?: Int32Array }) => {
      const { data } = await rerankingScorer({ ...stages, ...limits }).score([
        { items: Int32Array.of(2) },
      ]);
      return [1, 2, 3, 4, 5, 6].filter((item) => data[item] !== -item);
    };
    // The likes of items fall in the order 2, 3, 4, 1. So item 1 falls below all other candidates.
    expect(await moved({})).toEqual([1, 2, 3]);
    expect(await moved({ exclude: Int32Array.of(2) })).toEqual([1, 3, 4]);
    const allow = Int32Array.of(1, 2, 4);
    expect(await moved({ allow, exclude: Int32Array.of(2) })).toEqual([1, 4]);
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
