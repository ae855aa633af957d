import { expect, it } from 'vitest';
import golden from '../../golden/surprise.json' with { type: 'json' };
import { ratingsFromLists } from '../rating-data.js';
import type { RatingQuestions } from '../rating-questions.js';
import { finish } from '../testing/finish.js';
import { meanRating } from '../training-ratings.js';
import { descend, type MfParameters, predictorOf } from './biased-mf.js';
import { dampedBias } from './damped-bias.js';
import { ratingKnn } from './rating-knn.js';

// Item 14 has no rating, and the catalogue has it all the same.
const data = {
  ...ratingsFromLists(
    golden.lists.map((list) => list.map(([item, value]) => [item as number, value as number, 0])),
  ),
  itemCount: 14,
};
const train = { data, events: Int32Array.from(data.items, (_, event) => event) };
const questions: RatingQuestions = {
  data,
  users: Int32Array.from(golden.questions, ([user]) => user as number),
  items: Int32Array.from(golden.questions, ([, item]) => item as number),
  ends: Int32Array.from(golden.questions, () => 0),
};

function expectClose(found: Float32Array, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  for (const [q, value] of expected.entries()) {
    expect(Math.abs((found[q] as number) - value), `question ${q}`).toBeLessThan(2e-6);
  }
}

it('takes the mean of Surprise', () => {
  expect(meanRating(train)).toBeCloseTo(golden.mean, 12);
});

it('dampedBias predicts as BaselineOnly of Surprise, unknown users and items included', async () => {
  expectClose(await dampedBias(train).predict(questions), golden.dampedBias);
});

it('ratingKnn predicts as KNNBaseline of Surprise with item similarities', async () => {
  const { values, ...options } = golden.itemKnn;
  expectClose(await finish(ratingKnn(train, options)).predict(questions), values);
});

it('descend trains as SVD of Surprise from the same first factors', async () => {
  const { factors, epochs, learningRate, regularization, values, ...first } = golden.biasedMf;
  const parameters: MfParameters = {
    factors,
    userBiases: new Float64Array(data.userIds.length),
    itemBiases: new Float64Array(data.itemCount + 1),
    userFactors: Float64Array.from(first.firstUsers.flat()),
    itemFactors: Float64Array.from(first.firstItems.flat()),
  };
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    descend(train, parameters, { mean: meanRating(train), learningRate, regularization });
  }
  expectClose(await predictorOf(train, parameters).predict(questions), values);
});
