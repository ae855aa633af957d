import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readNamedVectors, writeNamedVectors } from '@org/text-encoder';
import { beforeAll, expect, test } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { runApp } from './testing/run-app.js';
import { trees, walkColumns, walkRows, writeWalks } from './testing/walks.js';

const cwd = temporaryDirectory();
const encoder = fileURLToPath(
  new URL('../../../packages/text-encoder/src/golden/tiny-static', import.meta.url),
);

/** A tree that nobody walked past before 5000: training never sees it. */
const newcomer = 'ginkgo';

beforeAll(async () => {
  writeWalks(join(cwd, 'walks.csv'), [
    ...walkRows(),
    ...['p0', 'p1', 'p2'].flatMap((person) => [`${person},oak,5000`, `${person},${newcomer},5001`]),
  ]);
  const titles = [...trees, newcomer].map((tree) =>
    JSON.stringify({ id: tree, title: `the ${tree}` }),
  );
  writeFileSync(join(cwd, 'trees.jsonl'), titles.join('\n'));
  // The newcomer is like the pine, which comes after the oak.
  const place = (tree: string) => trees.indexOf(tree === newcomer ? 'pine' : tree);
  const ids = [...trees, newcomer];
  const rows = ids.flatMap((tree) =>
    Array.from({ length: 16 }, (_, i) => (place(tree) === i ? 4 : Math.sin(place(tree) + i))),
  );
  await writeNamedVectors(join(cwd, 'vectors.safetensors'), {
    ids,
    vectors: Float32Array.from(rows),
    size: 16,
  });
});

const data = ['--data', 'walks.csv', '--items', 'trees.jsonl', ...walkColumns];
const split = ['--split', 'global-time', '--validation-from', '4000', '--test-from', '4000'];
const small = [
  ...['--model', 'sasrec', '--max-length', '8', '--hidden-size', '16', '--layers', '1'],
  ...['--heads', '1', '--epochs', '3', '--batch-size', '8', '--resamples', '10'],
  ...['--dropout', '0.1', '--no-exclude-seen', '--ks', '1,2'],
];
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

test('an item that training never saw is recommended by its vector, and counted in a slice of its own', async () => {
  const args = ['--item-embedding', 'text', '--item-vectors', 'vectors.safetensors'];
  const trained = await runApp(
    ['train', ...data, ...split, ...small, ...args, '--output', 'text'],
    {
      cwd,
    },
  );
  expect(trained.exitCode, trained.stderr).toBe(0);
  expect(json('text/config.json').model).toMatchObject({ itemEmbedding: 'text', contentSize: 16 });
  const [model] = json('text/evaluation.json').protocols[0].scorers;
  const cold = model.slices.find(({ name }: { name: string }) => name === 'cold');
  expect(cold).toMatchObject({ by: 'popularity', users: 3 });

  // It has the vector of the pine, so it has its score.
  const scores = await scoresOf('text');
  expect(scores.get(newcomer)).toBeCloseTo(scores.get('pine') ?? Number.NaN, 5);
  expect(scores.get(newcomer)).not.toBeCloseTo(scores.get('oak') ?? Number.NaN, 2);
});

test('add-items lets a trained model recommend an item by its vector, and changes no other score', async () => {
  const items = [
    { id: 'baobab', title: 'the baobab' },
    { id: 'oak', title: 'the oak' },
  ];
  writeFileSync(join(cwd, 'new.jsonl'), items.map((item) => JSON.stringify(item)).join('\n'));
  const pine = trees.indexOf('pine');
  const row = Array.from({ length: 16 }, (_, i) => (pine === i ? 4 : Math.sin(pine + i)));
  const vectors = Float32Array.from(row);
  await writeNamedVectors(join(cwd, 'new.safetensors'), { ids: ['baobab'], vectors, size: 16 });
  const add = ['add-items', '--artifact', 'text', '--items', 'new.jsonl'];
  const args = ['--item-vectors', 'new.safetensors', '--to', 'grown'];
  const grown = await runApp([...add, ...args], { cwd });
  expect(grown.exitCode, grown.stderr).toBe(0);
  expect(grown.stdout).toContain('Added    1 item: 17 now');

  const [before, after] = await Promise.all([scoresOf('text'), scoresOf('grown')]);
  expect(after.get('baobab')).toBeCloseTo(after.get('pine') ?? Number.NaN, 5);
  for (const [item, score] of before) expect(after.get(item)).toBeCloseTo(score, 5);
});

test('add-items replaces no directory', async () => {
  const args = ['--artifact', 'text', '--items', 'new.jsonl', '--item-vectors', 'new.safetensors'];
  const { exitCode, stderr } = await runApp(['add-items', ...args, '--to', 'text'], { cwd });
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('text exists')]);
});

test('encode-items writes the vectors of all titles, with those of items without events', async () => {
  const encoded = await runApp(
    ['encode-items', ...data, '--text-encoder', encoder, '--to', 'titles.safetensors', '--json'],
    { cwd },
  );
  expect(encoded.exitCode, encoded.stderr).toBe(0);
  expect(JSON.parse(encoded.stdout)).toMatchObject({ items: 16, size: 16, missing: 0 });
  const { ids, origin } = await readNamedVectors(join(cwd, 'titles.safetensors'));
  expect([...ids].sort()).toEqual([...trees, newcomer].sort());
  expect(origin).toMatchObject({ pooling: 'mean' });
});

test('a training that encodes titles makes the same model as one that reads their vectors', async () => {
  const train = (output: string, ...more: string[]) =>
    runApp(
      [
        ...['train', ...data, ...split, ...small, '--output', output],
        ...['--item-embedding', 'text-init', ...more],
      ],
      { cwd },
    );
  const [itself, beforehand] = await Promise.all([
    train('itself', '--text-encoder', encoder),
    train('beforehand', '--item-vectors', 'titles.safetensors'),
  ]);
  expect(itself.exitCode, itself.stderr).toBe(0);
  expect(beforehand.exitCode, beforehand.stderr).toBe(0);
  expect(json('beforehand/config.json').version).toBe(json('itself/config.json').version);
  expect(json('itself/config.json').data.itemVectors).toMatch(/^[0-9a-f]{64}$/);
  expect(readFileSync(join(cwd, 'itself/item-content.safetensors'))).toEqual(
    readFileSync(join(cwd, 'beforehand/item-content.safetensors')),
  );
});

test.each([
  [['--item-embedding', 'text'], 'give either --item-vectors or --text-encoder'],
  [
    ['--item-vectors', 'vectors.safetensors'],
    '--item-vectors has no effect where a vector is learned for each item: choose another --item-embedding than id',
  ],
  [
    ['--item-embedding', 'text', '--item-vectors', 'x', '--item-text', 'title'],
    '--item-text says what --text-encoder reads: leave it out beside --item-vectors',
  ],
])('%j is refused before any training', async (args, message) => {
  const { exitCode, stderr } = await runApp(['train', ...data, ...small, ...args], { cwd });
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
});

test.each([
  [['--item-vectors', 'walks.csv'], 'walks.csv holds no vectors with ids'],
  [['--item-vectors', 'none.safetensors'], 'none.safetensors'],
  [
    ['--text-encoder', encoder, '--item-text', 'genre'],
    'no item has a text in genre: the items have no attributes; name titles with --items, or parts of items with --item-text',
  ],
])('%j ends the training with a sentence', async (args, message) => {
  const given = [...data, ...small, '--item-embedding', 'text', ...args, '--output', 'refused'];
  const { exitCode, stderr } = await runApp(['train', ...given], { cwd });
  expect(exitCode).toBeGreaterThan(0);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('    at ');
});
