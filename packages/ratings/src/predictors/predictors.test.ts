import { describe, expect, it } from 'vitest';
import { fitRatingBaseline } from '../fit-rating-baseline.js';
import { ratingBaselineKinds } from '../names.js';
import { ratingsFromLists } from '../rating-data.js';
import { ratingQuestions } from '../rating-questions.js';
import { finish } from '../testing/finish.js';

// Users 1 to 3 agree, user 4 has the opposite taste; the last event of user 4 is no training rating.
const data = ratingsFromLists([
  [
    [1, 5, 1],
    [2, 5, 2],
    [3, 1, 3],
    [4, 1, 4],
  ],
  [
    [1, 5, 1],
    [2, 4, 2],
    [3, 2, 3],
    [4, 1, 4],
  ],
  [
    [1, 4, 1],
    [2, 5, 2],
    [3, 1, 3],
    [4, 2, 4],
  ],
  [
    [1, 1, 1],
    [3, 5, 2],
    [4, 4, 3],
    [2, 2, 4],
  ],
]);
const everything = Int32Array.from(data.items, (_, event) => event);
const held = Int32Array.of(15);
const train = { data, events: everything.slice(0, 15) };
const fit = (kind: (typeof ratingBaselineKinds)[number], seed = 1) =>
  finish(fitRatingBaseline(kind, train, { seed }));

describe.each(ratingBaselineKinds)('%s', (kind) => {
  it('predicts inside the range of the ratings, and never reads a held-out rating', async () => {
    const before = await fit(kind).predict(ratingQuestions(data, everything));
    for (const rating of before) {
      expect(rating).toBeGreaterThanOrEqual(1);
      expect(rating).toBeLessThanOrEqual(5);
    }
    const changed = { ...data, values: data.values.slice() };
    changed.values[15] = 5;
    const fitted = finish(
      fitRatingBaseline(kind, { data: changed, events: train.events }, { seed: 1 }),
    );
    expect(await fitted.predict(ratingQuestions(changed, everything))).toEqual(before);
  });

  it('gives the same bytes for the same seed', async () => {
    const questions = ratingQuestions(data, everything);
    expect(await fit(kind, 3).predict(questions)).toEqual(await fit(kind, 3).predict(questions));
  });

  it('answers for an item that nobody rated', async () => {
    const wider = { ...data, itemCount: 5 };
    const predictor = finish(
      fitRatingBaseline(kind, { data: wider, events: train.events }, { seed: 1 }),
    );
    const [rating] = await predictor.predict({
      ...ratingQuestions(wider, held),
      items: Int32Array.of(5),
    });
    expect(rating).toBeGreaterThanOrEqual(1);
  });
});

it('item-knn sees a taste that biases cannot: user 4 rates item 2 low as item 1', async () => {
  const [bias] = await fit('damped-bias').predict(ratingQuestions(data, held));
  const [knn] = await fit('item-knn').predict(ratingQuestions(data, held));
  expect(knn).toBeLessThan((bias as number) - 0.1);
});

it('biased-mf draws other factors from another seed', async () => {
  const questions = ratingQuestions(data, everything);
  expect(await fit('biased-mf', 1).predict(questions)).not.toEqual(
    await fit('biased-mf', 2).predict(questions),
  );
});
