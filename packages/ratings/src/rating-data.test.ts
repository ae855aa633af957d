import { interactionSource, prepareDataset } from '@org/seqrec-data';
import { expect, it } from 'vitest';
import { ratingData } from './rating-data.js';

const rows = [
  { user: 2, item: 'a', value: 4, timestamp: 20_000 },
  { user: 1, item: 'b', value: 1, timestamp: 30_000 },
  { user: 1, item: 'a', value: 5, timestamp: 10_000 },
];

it('has the ratings of each user, oldest first, with times in seconds', async () => {
  const dataset = await prepareDataset(interactionSource(rows));
  const data = ratingData({
    ...dataset,
    manifest: {
      ...dataset.manifest,
      source: { ...dataset.manifest.source, timestampUnit: 'milliseconds' },
    },
  });
  expect(data.userIds).toEqual([1, 2]);
  expect([...data.offsets]).toEqual([0, 2, 3]);
  expect([...data.users]).toEqual([0, 0, 1]);
  expect([...data.items]).toEqual([1, 2, 1]);
  expect([...data.values]).toEqual([5, 1, 4]);
  expect([...(data.times ?? [])]).toEqual([10, 30, 20]);
});

it('refuses data without ratings, and an event without one', async () => {
  const without = rows.map(({ value: _, ...row }) => row);
  const none = await prepareDataset(interactionSource(without));
  expect(() => ratingData(none)).toThrow('the data holds no ratings');
  const one = await prepareDataset(interactionSource([...rows.slice(1), ...without.slice(0, 1)]));
  expect(() => ratingData(one)).toThrow(
    'every event needs a rating, and an event of user 2 with item "a" has none',
  );
});

it('refuses data whose low ratings were taken out', async () => {
  const dataset = await prepareDataset(interactionSource(rows), {
    filters: { rating: { threshold: 3 } },
  });
  expect(() => ratingData(dataset)).toThrow(
    '1 of the ratings were taken out because they are below the threshold of likes: prepare the data without a threshold',
  );
});
