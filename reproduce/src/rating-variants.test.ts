import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../../testing/temporary-directory.js';
import { dataTag } from './data-tag.js';
import { ratingVariants, variantDirectory } from './rating-variants.js';

const root = temporaryDirectory();

function folder(place: string, ratings: string): string {
  const path = join(root, place, 'ml-1m');
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'ratings.dat'), ratings);
  return path;
}

it('names data by its base name and its content, not by its place', async () => {
  const first = folder('a', '1::1::5::0\n');
  const other = folder('b', '1::1::4::0\n');
  const tag = await dataTag(first);
  expect(tag).toMatch(/^ml-1m-[0-9a-f]{8}$/);
  expect(await dataTag(other)).not.toBe(tag);
  cpSync(first, join(root, 'c', 'ml-1m'), { recursive: true });
  expect(await dataTag(join(root, 'c', 'ml-1m'))).toBe(tag);
  expect(await dataTag(join(first, 'ratings.dat'))).toMatch(/^ratings\.dat-[0-9a-f]{8}$/);
  // The names of files are content too, and where one ends and the next begins.
  const named = folder('d', '1::1::5::0\n');
  writeFileSync(join(named, 'users.dat'), '');
  expect(await dataTag(named)).not.toBe(tag);
});

it('compares the errors of the values over all seeds, paired by user, from finished runs', async () => {
  const data = folder('e', '1::1::5::0\n');
  const runs = join(root, 'runs');
  const options = {
    ...{ flag: 'numbers', values: ['both', 'bucketise'], split: 'last-rating', seeds: [1, 2] },
    ...{ more: ['--epochs', '1'], runs, say: () => {} },
  };
  const users = Array.from({ length: 20 }, (_, user) => `u${user}`);
  const ratings = users.map(() => 4);
  const tag = await dataTag(data);
  const directories = new Set<string>();
  for (const value of options.values) {
    for (const seed of options.seeds) {
      const directory = variantDirectory(tag, { ...options, value, seed });
      directories.add(directory);
      mkdirSync(directory, { recursive: true });
      // Errors of .2 and .4 by seed for the first value, half as large for the other.
      const error = (value === 'both' ? 0.2 : 0.1) * seed;
      writeFileSync(
        join(directory, 'test-predictions.json'),
        JSON.stringify({ users, ratings, predictions: { bst: users.map(() => 4 + error) } }),
      );
    }
  }
  expect(directories.size).toBe(4);
  const lines = (await ratingVariants(data, options)).split('\n');
  expect(lines[0]).toBe('| --numbers | MAE | RMSE | MAE less that of both | the same of squares |');
  expect(lines[2]).toBe('| both | 0.3000 | 0.3162 |  |  |');
  // MAE .15; mean squares .025 and .1, whose difference is -.075.
  expect(lines[3]).toMatch(
    /^\| bucketise \| 0\.1500 \| 0\.1581 \| -0\.1500 \(p < 0\.001\) \| -0\.0750 \(p < 0\.001\) \|$/,
  );
});

it('needs a value', async () => {
  const options = { flag: 'numbers', values: [], split: 'last-rating', seeds: [1], more: [] };
  await expect(ratingVariants(folder('f', ''), { ...options, say: () => {} })).rejects.toThrow(
    'name values of --numbers',
  );
});
