import { ratingQuestions } from '@org/ratings';
import { beforeAll, describe, expect, it } from 'vitest';
import { BstFeatures } from './features.js';
import { toyRatings } from './testing/toy-ratings.js';

let toy: Awaited<ReturnType<typeof toyRatings>>;
beforeAll(async () => {
  toy = await toyRatings();
});

const options = { maxLength: 4, numbers: 'both' } as const;
/** The first user is trained on entirely; of the others, the last rating is held out. */
const trainOf = (length: number) =>
  Int32Array.from({ length }, (_, event) => event).filter((event) => event < 6 || event % 6 !== 5);

describe('BstFeatures', () => {
  it('puts the history before the target, left-padded, with its ratings and gaps', () => {
    const { data, dataset } = toy;
    const features = BstFeatures.fit({ data, events: trainOf(72) }, dataset, options);
    const { items, ratings, gaps, positions, targets, users } = features.encode(
      ratingQuestions(data, Int32Array.of(1, 5)),
      0,
      2,
    );
    const { items: all, values } = data;
    expect(items?.shape).toEqual([2, 4]);
    expect([...(items?.data ?? [])]).toEqual([
      0,
      0,
      all[0],
      all[1],
      all[2],
      all[3],
      all[4],
      all[5],
    ]);
    // Ratings are 1, 2, 4 and 5, so their classes are 1 to 4.
    const classOf = (event: number) => [1, 2, 4, 5].indexOf(values[event] as number) + 1;
    expect([...(ratings?.data ?? [])]).toEqual([
      0,
      0,
      classOf(0),
      0,
      classOf(2),
      classOf(3),
      classOf(4),
      0,
    ]);
    // 1 h, 2 h and 3 h: 1 + ⌊log₂ 3601⌋ = 12, 13, 14.
    expect([...(gaps?.data ?? [])]).toEqual([0, 0, 12, 0, 14, 13, 12, 0]);
    expect([...(positions?.data ?? [])]).toEqual([3, 3]);
    expect([...(targets?.data ?? [])]).toEqual([all[1], all[5]]);
    expect([...(users?.data ?? [])]).toEqual([1, 1]);
  });

  it('never reads the rating in question, nor later ones of the user, nor held-out ones', () => {
    const { data, dataset } = toy;
    const events = trainOf(72);
    const asked = Int32Array.of(3, 11, 70);
    const encoded = (given: typeof data, learned: typeof data) => {
      const features = BstFeatures.fit({ data: learned, events }, dataset, options);
      return features.encode(ratingQuestions(given, asked), 0, 3);
    };
    const changed = { ...data, values: data.values.slice() };
    // Held out: the last ratings of all users but the first.
    for (const event of [11, 71]) changed.values[event] = 5;
    expect(encoded(changed, changed)).toEqual(encoded(data, data));
  });

  it('leaves a rating of training out of the statistics of its own item', () => {
    const { data, dataset } = toy;
    const events = trainOf(72);
    const biasOf = (own: Int32Array | undefined, value: number) => {
      const changed = { ...data, values: data.values.slice() };
      changed.values[3] = value;
      const features = BstFeatures.fit({ data: changed, events }, dataset, options);
      const { numbers } = features.encode(ratingQuestions(changed, Int32Array.of(3)), 0, 1, own);
      return numbers?.data[0] as number;
    };
    const shift = (own: Int32Array | undefined) => Math.abs(biasOf(own, 5) - biasOf(own, 1));
    expect(shift(Int32Array.of(3))).toBeLessThan(shift(undefined) / 4);
  });

  it('marks all genres of the target, none for an item without', () => {
    const { data, dataset } = toy;
    const features = BstFeatures.fit({ data, events: trainOf(72) }, dataset, options);
    const questions = {
      ...ratingQuestions(data, Int32Array.of(5, 5)),
      items: Int32Array.of(2, 6),
    };
    const { sets } = features.encode(questions, 0, 2);
    // Comedy, Drama, War
    expect([...(sets?.data ?? [])]).toEqual([0, 1, 1, 0, 0, 0]);
  });

  it('gives a user or an item without an attribute the class of unknown values and the mean', () => {
    const { data, dataset } = toy;
    const features = BstFeatures.fit({ data, events: trainOf(72) }, dataset, options);
    // User 12 has no attributes, and item 1 has no year.
    const { numbers } = features.encode(
      { ...ratingQuestions(data, Int32Array.of(71)), items: Int32Array.of(1) },
      0,
      1,
    );
    const at = (name: string) => numbers?.data[features.numberNames.indexOf(name)];
    expect(at('user age')).toBe(0);
    expect(at('item year')).toBe(0);
  });

  it('finds attributes by user id, also where earlier users have none', () => {
    const { data, dataset } = toy;
    const train = { data, events: trainOf(72) };
    // The last event of each user.
    const asked = ratingQuestions(
      data,
      Int32Array.from({ length: 12 }, (_, user) => 6 * user + 5),
    );
    const without = { ...dataset, users: dataset.users?.slice(1) ?? [] };
    const features = BstFeatures.fit(train, without, options);
    const { numbers } = features.encode(asked, 0, 12);
    const at = features.numberNames.indexOf('user age');
    const ages = Array.from({ length: 12 }, (_, user) =>
      Number(numbers?.data[user * features.numberNames.length + at]),
    );
    // Users 1 and 12 have no age, which counts as the mean; users 2 to 11 are 21 to 30 years old.
    expect([ages[0], ages[11]]).toEqual([0, 0]);
    const known = ages.slice(1, 11);
    expect(known).toEqual(known.toSorted((a, b) => a - b));
    expect(known[0]).toBeLessThan(-1);
    expect(known[9]).toBeGreaterThan(1);
  });

  it('has classes of numbers only if numbers are bucketised', () => {
    const { data, dataset } = toy;
    const columnsOf = (numbers: 'concatenate' | 'bucketise') => {
      const train = { data, events: trainOf(72) };
      return BstFeatures.fit(train, dataset, { maxLength: 4, numbers }).sizes.featureColumns;
    };
    // gender and zip
    expect(columnsOf('concatenate')).toBe(2);
    expect(columnsOf('bucketise')).toBe(2 + 11);
  });

  it('keeps every class inside the rows of its feature', () => {
    const { data, dataset } = toy;
    const features = BstFeatures.fit({ data, events: trainOf(72) }, dataset, options);
    const all = Int32Array.from(data.items, (_, event) => event);
    const { classes } = features.encode(ratingQuestions(data, all), 0, all.length);
    expect(Math.max(...(classes?.data ?? []))).toBeLessThan(features.sizes.featureRows);
    expect(Math.min(...(classes?.data ?? []))).toBe(0);
  });
});
