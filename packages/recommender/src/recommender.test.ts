import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { tableFromIPC } from 'apache-arrow';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { fit, load, type ProgressEvent, type Recommender } from './index.js';
import { circle, walks } from './testing/walks.js';

let recommender: Recommender;
const events: ProgressEvent[] = [];

beforeAll(async () => {
  recommender = await fit(walks(40), {
    model: { kind: 'sasrec', hiddenSize: 16, layers: 1, heads: 1 },
    items: circle.map((id) => ({ id, title: id.toUpperCase() })),
    training: { epochs: 20, learningRate: 0.01 },
    onProgress: (event) => events.push(event),
  });
}, 60_000);
afterAll(() => recommender.dispose());

test('it learns what comes next, and its test shows it', async () => {
  const { recommendations } = await recommender.recommend({ history: ['milk', 'bread'], k: 1 });
  expect(recommendations).toMatchObject([{ item: 'butter', title: 'BUTTER' }]);
  const { metrics, users } = await recommender.evaluate({ ks: [1] });
  expect(users).toBe(40);
  expect(metrics['hitRate@1']).toBe(1);
});

test('a user of the events has the recommendations of the own history', async () => {
  const own = walks(40).filter(({ user }) => user === 'user 7');
  const history = {
    items: own.map(({ item }) => item),
    timestamps: own.map(({ timestamp = 0 }) => timestamp),
  };
  const options = { k: 3, excludeSeen: false };
  const [byUser, byHistory] = await recommender.recommendBatch(
    [{ user: 'user 7' }, { history }],
    options,
  );
  expect(byUser?.recommendations.map(({ item }) => item)).toEqual(
    byHistory?.recommendations.map(({ item }) => item),
  );
  expect(recommender.users).toHaveLength(40);
});

test('an unknown user and an unknown history have the most popular items, and the result says so', async () => {
  const results = await recommender.recommendBatch([{ user: 'nobody' }, { history: ['rocket'] }]);
  expect(results.map(({ withoutHistory }) => withoutHistory)).toEqual([true, true]);
  expect(results[0]?.recommendations).toEqual(results[1]?.recommendations);
  expect(results[1]?.ignored).toMatchObject([{ id: 'rocket' }]);
});

test('progress tells data, settings with reasons, engine and training in this order', () => {
  const types = [...new Set(events.map(({ type }) => type))];
  expect(types).toEqual(['data', 'settings', 'engine', 'train']);
  const chosen = events.find((event) => event.type === 'settings');
  expect(chosen?.reasons).toContain('maxLength 10: nine in ten histories have at most 6 events');
  expect(chosen?.settings.model).toMatchObject({ hiddenSize: 16, maxLength: 10 });
});

test('what is saved answers the same after loading, its users included', async () => {
  const directory = temporaryDirectory('test');
  const version = await recommender.save(directory);
  const again = await load(directory);
  const query = { user: 'user 3', k: 4, excludeSeen: false };
  expect(await again.recommend(query)).toEqual(await recommender.recommend(query));
  expect((await again.evaluate()).metrics).toEqual((await recommender.evaluate()).metrics);
  expect(again.settings).toEqual(recommender.settings);
  expect(await again.save(directory)).toBe(version);
  again.dispose();
});

test('without events it recommends after histories alone, unless loading brings users', async () => {
  const directory = temporaryDirectory('test');
  await recommender.save(directory);
  await recommender.save(directory, { events: false });
  const bare = await load(directory);
  expect((await bare.recommend({ history: ['tea'], k: 1 })).recommendations).toHaveLength(1);
  await expect(bare.recommend({ user: 'user 1' })).rejects.toMatchObject({
    name: 'RecommenderError',
    code: 'no-events',
  });
  bare.dispose();
  const told = [
    { user: 5, item: 'tea', timestamp: 1 },
    { user: 5, item: 'milk', timestamp: 3 },
    { user: 5, item: 'rocket', timestamp: 2 },
  ];
  const withUsers = await load(directory, { events: told });
  const { recommendations, withoutHistory } = await withUsers.recommend({ user: '5', k: 1 });
  expect([recommendations[0]?.item, withoutHistory]).toEqual(['bread', false]);
  withUsers.dispose();
});

test('an update knows new items and users, and the same events again change nothing', async () => {
  const fresh = walks(16, 8, 1000).map(({ user, item, timestamp }) => ({
    user: `new ${user}`,
    item: item === 'flour' ? 'barley' : item,
    timestamp: timestamp ?? 0,
  }));
  const updated = await recommender.update(fresh, { training: { epochs: 2 } });
  expect(updated).not.toBe(recommender);
  expect(updated.catalogue.itemCount).toBe(21);
  expect(updated.users).toHaveLength(56);
  expect(updated.catalogue.resolve('TEA')).toMatchObject({ kind: 'found' });
  expect(recommender.catalogue.itemCount).toBe(20);
  expect(await updated.update(fresh)).toBe(updated);
  await expect(updated.update([{ user: 'ann', item: 'tea' }])).rejects.toMatchObject({
    code: 'unlike-events',
  });
  updated.dispose();
}, 60_000);

test('the vectors of items are those that similar compares, in Arrow and in Parquet', async () => {
  const embeddings = await recommender.itemEmbeddings();
  const [nearest] = await recommender.similar('tea', { k: 1 });
  const cosine = (a: Float32Array, b: Float32Array) => {
    const dot = (x: Float32Array, y: Float32Array) =>
      x.reduce((sum, v, i) => sum + v * (y[i] ?? 0), 0);
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  };
  const tea = embeddings.of('tea');
  expect(cosine(tea, embeddings.of(nearest?.item ?? ''))).toBeCloseTo(nearest?.score ?? 0, 5);

  const arrow = tableFromIPC(embeddings.toArrow());
  const row = embeddings.ids.indexOf('tea');
  expect(arrow.numRows).toBe(20);
  expect(arrow.get(row)?.toJSON()).toMatchObject({ item: 'tea', title: 'TEA' });
  expect([...(arrow.getChild('vector')?.get(row) ?? [])]).toEqual([...tea]);

  const file = embeddings.toParquet();
  const rows = await parquetReadObjects({ file: file.slice().buffer });
  expect(rows[row]).toEqual({ item: 'tea', title: 'TEA', vector: [...tea] });
});

test('events come from a path, a URL and a stream, and all give the same model', async () => {
  const directory = temporaryDirectory('test');
  const path = join(directory, 'events.csv');
  const lines = walks(12).map(({ user, item, timestamp }) => `${user},${item},${timestamp}`);
  await writeFile(path, `user,item,timestamp\n${lines.join('\n')}\n`);
  const options = {
    model: { kind: 'sasrec', hiddenSize: 8, layers: 1, heads: 1 },
    training: { epochs: 1 },
  } as const;
  const stream = async function* () {
    yield* walks(12);
  };
  const versions: string[] = [];
  for (const source of [path, pathToFileURL(path), { path, format: 'csv' } as const, stream()]) {
    const one = await fit(source, options);
    versions.push(await one.save(temporaryDirectory('test')));
    one.dispose();
  }
  expect(new Set(versions).size).toBe(1);
}, 60_000);

test('an abort ends the fit with the reason of the signal', async () => {
  const controller = new AbortController();
  const work = fit(walks(40), {
    signal: controller.signal,
    onProgress: (event) => {
      if (event.type === 'train' && event.event.type === 'step')
        controller.abort(new Error('enough'));
    },
  });
  await expect(work).rejects.toThrow('enough');
});

test('what cannot be trained is refused with a code', async () => {
  await expect(fit([])).rejects.toMatchObject({ code: 'empty-dataset' });
  await expect(
    fit(
      [
        { user: 1, item: 1 },
        { user: 1, item: 2 },
      ],
      { split: { kind: 'all-in-test' } },
    ),
  ).rejects.toMatchObject({
    code: 'empty-dataset',
  });
  await expect(fit(walks(3), { model: 'gpt' as 'sasrec' })).rejects.toThrow(
    'there is no model "gpt"; choose bert4rec, sasrec',
  );
  await expect(load(temporaryDirectory('test'))).rejects.toMatchObject({ code: 'missing' });
});

test('events of an interrupted save are never taken for those of the model', async () => {
  const directory = temporaryDirectory('test');
  await recommender.save(directory);
  const config = await readFile(join(directory, 'config.json'), 'utf8');
  const other = await recommender.update(walks(2, 8, 5000), { training: { epochs: 1 } });
  await other.save(directory);
  await writeFile(join(directory, 'config.json'), config);
  await expect(load(directory)).rejects.toMatchObject({ code: 'corrupt' });
  other.dispose();
}, 60_000);
