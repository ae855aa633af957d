import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { sequenceOf } from './dataset/sequences.js';
import { datasetStatistics } from './dataset/statistics.js';
import { prepareDataset } from './preparation/prepare-dataset.js';
import { openSource } from './sources/open-source.js';

const SAMPLE = fileURLToPath(new URL('../../../datasets/movielens-small', import.meta.url));

it('the shipped sample needs only its path to become a dataset', async () => {
  const dataset = await prepareDataset(await openSource({ path: SAMPLE }));
  const { catalogue, sequences, manifest } = dataset;
  expect(manifest.source.format).toBe('sessions');
  expect(manifest.counts).toEqual({
    users: 671,
    sequences: 671,
    items: 9066,
    interactions: 100_004,
    dislikes: 0,
  });
  expect(catalogue.items.every(({ title }) => title !== undefined)).toBe(true);
  expect(catalogue.resolve('Toy Story (1995)')).toEqual({
    kind: 'found',
    item: { index: 1, id: 0, title: 'Toy Story (1995)' },
  });
  for (let user = 0; user < 671; user += 1) {
    const times = sequences.timestamps?.subarray(
      sequences.offsets[user],
      sequences.offsets[user + 1],
    );
    expect(times?.every((time, i) => i === 0 || time >= (times[i - 1] ?? 0n))).toBe(true);
    expect(sequenceOf(sequences, user).length).toBeGreaterThanOrEqual(20);
  }
  // As the sample's README says: January 1995 to October 2016, 20 to 2,391 events, median 71.
  const { time, sequenceLength } = datasetStatistics(dataset);
  const year = (seconds = 0) => new Date(seconds * 1000).toISOString().slice(0, 7);
  expect([year(time?.first), year(time?.last)]).toEqual(['1995-01', '2016-10']);
  expect(sequenceLength).toMatchObject({ min: 20, median: 71, max: 2391 });
});
