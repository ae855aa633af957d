import { Random } from '@org/random';
import { type RatingData, ratingData } from '@org/ratings';
import { type Dataset, interactionSource, prepareDataset } from '@org/seqrec-data';

/** Genres of the items 1 to 6. */
const GENRES = [['Drama'], ['Drama', 'War'], ['War'], ['Comedy'], ['Comedy'], []] as const;

/**
 * 12 users who rate the items 1 to 6 in random order, an hour apart: users with an even number like the first three items,
 * the others the last three. Ratings are 1, 2, 4 or 5.
 */
export async function toyRatings(): Promise<{
  readonly dataset: Dataset;
  readonly data: RatingData;
}> {
  const random = Random.of(1, 'toy-ratings');
  const rows = Array.from({ length: 12 }, (_, user) =>
    [...random.shuffle(Int32Array.of(1, 2, 3, 4, 5, 6))].map((item, k) => ({
      user: user + 1,
      item,
      value: (user % 2 === 0) === item <= 3 ? 4 + random.integer(2) : 1 + random.integer(2),
      timestamp: 1_000_000 + 3600 * k + user,
    })),
  ).flat();
  const source = interactionSource(rows);
  const dataset = await prepareDataset({
    ...source,
    async *items() {
      yield GENRES.map((genres, i) => ({
        id: i + 1,
        attributes: { genres: [...genres], ...(i > 0 && { year: 1990 + i }) },
      }));
    },
    async *users() {
      yield Array.from({ length: 11 }, (_, user) => ({
        id: user + 1,
        attributes: { gender: user % 3 === 0 ? 'F' : 'M', age: 20 + user, zip: `${user}0001` },
      }));
    },
  });
  return { dataset, data: ratingData(dataset) };
}
