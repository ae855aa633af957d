import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeNamedVectors } from '@org/text-encoder';
import { beforeAll, expect, test } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { runApp } from './testing/run-app.js';
import { trees, walkColumns, walkRows, writeWalks } from './testing/walks.js';

const cwd = temporaryDirectory();

/** A tree that nobody walked past before 5000: training never sees it. It is like the pine. */
const newcomer = 'ginkgo';
const ids = [...trees, newcomer];
const place = (tree: string) => trees.indexOf(tree === newcomer ? 'pine' : tree);
const conifers = ['cedar', 'fir', 'larch', 'pine', 'spruce', 'yew', newcomer];

const details = (tree: string, like = tree) => ({
  id: tree,
  title: `the ${tree}`,
  kinds: conifers.includes(like) ? ['conifer', 'evergreen'] : ['broadleaf'],
  height: 10 + 2 * place(like),
});

beforeAll(async () => {
  writeWalks(join(cwd, 'walks.csv'), [
    ...walkRows(),
    ...['p0', 'p1', 'p2'].flatMap((person) => [`${person},oak,5000`, `${person},${newcomer},5001`]),
  ]);
  const lines = ids.map((tree) => JSON.stringify(details(tree)));
  writeFileSync(join(cwd, 'trees.jsonl'), lines.join('\n'));
  const rows = ids.flatMap((tree) =>
    Array.from({ length: 16 }, (_, i) => (place(tree) === i ? 4 : Math.sin(place(tree) + i))),
  );
  await writeNamedVectors(join(cwd, 'vectors.safetensors'), {
    ids,
    vectors: Float32Array.from(rows),
    size: 16,
  });
});

const data = [
  ...['--data', 'walks.csv', '--items', 'trees.jsonl', ...walkColumns],
  ...['--item-attributes', 'kinds,height'],
];
const split = ['--split', 'global-time', '--validation-from', '4000', '--test-from', '4000'];
const small = [
  ...['--model', 'sasrec', '--max-length', '8', '--hidden-size', '16', '--layers', '1'],
  ...['--heads', '1', '--epochs', '3', '--batch-size', '8', '--resamples', '10'],
  ...['--dropout', '0.1', '--no-exclude-seen', '--ks', '1,2'],
];
const train = (...args: string[]) =>
  runApp(['train', ...data, ...split, ...small, ...args], { cwd });
const json = (file: string) => JSON.parse(readFileSync(join(cwd, file), 'utf8'));

/** The score of each recommended item, after the maple and the oak. */
async function scoresOf(artifact: string): Promise<ReadonlyMap<string, number>> {
  const asked = ['maple', 'oak', '-k', '20', '--json', '--artifact', artifact];
  const { stdout } = await runApp(['recommend', ...asked], { cwd });
  const { recommendations } = JSON.parse(stdout);
  return new Map(
    recommendations.map(({ id, score }: { id: string; score: number }) => [id, score]),
  );
}

test('a model that reads features says which, and scores a later item by its features, without training', async () => {
  const trained = await train('--item-features', 'kinds,height', '--output', 'featured');
  expect(trained.exitCode, trained.stderr).toBe(0);
  expect(trained.stderr).toContain('features kinds: 3 values, height: a number');
  expect(json('featured/config.json')).toMatchObject({
    model: { featureColumns: 4 },
    data: { itemFeatures: ['kinds:category', 'height:number'] },
  });
  const { features } = json('featured/item-features.json');
  expect(features[0]).toEqual({
    attribute: 'kinds',
    kind: 'category',
    values: ['broadleaf', 'conifer', 'evergreen'],
  });
  // The mean of the trees that training saw: 10, 12, …, 38.
  expect(features[1].mean).toBeCloseTo(24, 10);

  const later = [
    details('baobab', 'pine'),
    details('wollemi', 'pine'),
    details('lime', 'ash'),
    { id: 'bush', title: 'the bush', kinds: ['shrub'] },
  ];
  writeFileSync(join(cwd, 'later.jsonl'), later.map((item) => JSON.stringify(item)).join('\n'));
  const args = ['--artifact', 'featured', '--items', 'later.jsonl', '--to', 'grown'];
  const grown = await runApp(['add-items', ...args], { cwd });
  expect(grown.exitCode, grown.stderr).toBe(0);
  expect(grown.stdout).toContain('Added    3 items: 19 now');
  expect(grown.stderr).toContain('1 item without features left out');

  const [before, after] = await Promise.all([scoresOf('featured'), scoresOf('grown')]);
  for (const [item, score] of before) expect(after.get(item)).toBeCloseTo(score, 5);
  const [pineLike, alike, ashLike] = ['baobab', 'wollemi', 'lime'].map((tree) => after.get(tree));
  expect(pineLike).toBeCloseTo(alike ?? Number.NaN, 6);
  expect(pineLike).not.toBeCloseTo(ashLike ?? Number.NaN, 3);
});

test('an update keeps what a model knows of features, and scores an item that is new by them', async () => {
  const served = ['--item-features', 'kinds,height', '--output', 'served'];
  writeWalks(join(cwd, 'early.csv'));
  const early = ['--data', 'early.csv', ...data.slice(2)];
  const trained = await runApp(['train', ...early, ...small, ...served], { cwd });
  expect(trained.exitCode, trained.stderr).toBe(0);
  // Later, people pass the newcomer, which trees.jsonl describes, and a tree of which it says nothing.
  writeWalks(join(cwd, 'later.csv'), [
    ...walkRows(),
    ...Array.from({ length: 60 }, (_, person) =>
      ['elm', newcomer, 'sorbus', 'fir'].map((tree, step) => `p${person},${tree},${5000 + step}`),
    ).flat(),
  ]);
  const flags = ['--artifact', 'served', '--epochs', '1', '--margin', '-1', '--to', 'updated'];
  const updated = await runApp(['update', '--data', 'later.csv', ...flags], { cwd });
  expect(updated.exitCode, updated.stderr).toBe(0);
  expect(updated.stderr).toContain('features kinds: 3 values, height: a number');
  expect(json('served/config.json').itemCount).toBe(15);
  expect(json('updated/config.json')).toMatchObject({
    ...{ itemCount: 17, model: { featureColumns: 4 } },
    data: { itemFeatures: ['kinds:category', 'height:number'] },
  });
  // The mean height is still that of the trees that the first training saw.
  expect(json('updated/item-features.json')).toEqual(json('served/item-features.json'));
  const items = readFileSync(join(cwd, 'updated/items.jsonl'), 'utf8').trim().split('\n');
  const found = items.map((line) => JSON.parse(line)).find(({ id }) => id === newcomer);
  expect(found.attributes).toEqual({
    kinds: ['conifer', 'evergreen'],
    height: details(newcomer).height,
  });
  const scores = await scoresOf('updated');
  for (const item of [newcomer, 'sorbus']) expect(scores.get(item)).toEqual(expect.any(Number));

  // Other files of items can describe them, by the same columns.
  const lines = [...ids.map((tree) => details(tree)), details('sorbus', 'rowan')];
  writeFileSync(join(cwd, 'more.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));
  const more = await runApp(
    ['update', '--data', 'later.csv', '--items', 'more.jsonl', ...flags.slice(0, -1), 'described'],
    { cwd },
  );
  expect(more.exitCode, more.stderr).toBe(0);
  expect(readFileSync(join(cwd, 'described/items.jsonl'), 'utf8')).toContain('the sorbus');
});

test('features beside text, in columns of their own, score an item that training never saw like one of the same content', async () => {
  const texts = ['--item-embedding', 'text', '--item-vectors', 'vectors.safetensors'];
  const features = ['--item-features', 'kinds,height:buckets', '--item-fusion', 'concat'];
  const trained = await train(
    ...texts,
    ...features,
    '--item-feature-size',
    '6',
    '--output',
    'both',
  );
  expect(trained.exitCode, trained.stderr).toBe(0);
  const { model } = json('both/config.json');
  expect(model).toMatchObject({ contentSize: 16, featureColumns: 13, itemFeatureSize: 6 });
  const scores = await scoresOf('both');
  expect(scores.get(newcomer)).toBeCloseTo(scores.get('pine') ?? Number.NaN, 5);
  expect(scores.get(newcomer)).not.toBeCloseTo(scores.get('oak') ?? Number.NaN, 2);
});

test.each([
  [
    ['--item-fusion', 'concat'],
    '--item-fusion is about the features of items, and this model has none; name attributes of items with --item-features',
  ],
  [
    ['--item-features', 'kinds', '--item-feature-size', '4'],
    "--item-feature-size is about --item-fusion 'concat'",
  ],
  [
    ['--item-features', 'kinds', '--item-fusion', 'concat', '--item-feature-size', '16'],
    '--item-feature-size must be less than --hidden-size, 16, got 16',
  ],
])('%j is refused before any training', async (args, message) => {
  const { exitCode, stderr } = await train(...args);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
});

test.each([
  [
    'kind',
    '--item-features: no item has the attribute kind: the items have the attributes kinds, height',
  ],
  ['kinds:number', '--item-features: kinds of item ash is not a number'],
])('--item-features %s ends the training with a sentence', async (names, message) => {
  const { exitCode, stderr } = await train('--item-features', names, '--output', 'refused');
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('    at ');
});

test('add-items refuses an encoder for a model that reads features alone', async () => {
  const args = ['--artifact', 'featured', '--items', 'later.jsonl', '--to', 'none'];
  const { exitCode, stderr } = await runApp(
    ['add-items', ...args, '--item-vectors', 'vectors.safetensors'],
    { cwd },
  );
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('reads no vectors of items')]);
});
