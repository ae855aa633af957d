import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeNamedVectors } from '@org/text-encoder';
import { beforeAll, expect, test } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { runApp } from './testing/run-app.js';

const cwd = temporaryDirectory();
const run = (...args: string[]) => runApp(args, { cwd });

/** 30 users in the layout of MovieLens-1M, half of whom like the even films and the others the odd ones. */
beforeAll(() => {
  mkdirSync(join(cwd, 'ml-1m'));
  const write = (name: string, lines: readonly string[]) =>
    writeFileSync(join(cwd, 'ml-1m', name), `${lines.join('\n')}\n`);
  const users = Array.from({ length: 30 }, (_, user) => user + 1);
  const films = Array.from({ length: 12 }, (_, film) => film + 1);
  write(
    'ratings.dat',
    users.flatMap((user) =>
      films.map((film, k) => {
        const rated = ((film * 5 + user * 7) % 12) + 1;
        const likes = (user % 2 === 0) === (rated % 2 === 0);
        const stars = (likes ? 4 : 1) + ((user + rated) % 2);
        return `${user}::${rated}::${stars}::${978_300_000 + 600 * k + user}`;
      }),
    ),
  );
  write(
    'movies.dat',
    films.map(
      (film) =>
        `${film}::Film ${film} (19${80 + film})::${film % 2 === 0 ? 'Drama' : 'Comedy|War'}`,
    ),
  );
  write(
    'users.dat',
    users.map((user) => `${user}::${user % 3 === 0 ? 'F' : 'M'}::25::${user % 21}::${user}0210`),
  );
});

const tiny = [
  [
    '--data',
    'ml-1m',
    '--max-length',
    '6',
    '--hidden-size',
    '8',
    '--heads',
    '2',
    '--inner-size',
    '8',
  ],
  ['--batch-size', '32', '--epochs', '3', '--learning-rate', '0.01', '--validations', '1'],
].flat();

test('train-ratings measures the model beside the baselines, and writes a report', async () => {
  const trained = await run('train-ratings', ...tiny, '--output', 'model', '--json');
  expect(trained.stderr).toContain('Test: last-rating, the last rating of each user, 30 ratings');
  expect(trained.exitCode).toBe(0);
  const { scores, split } = JSON.parse(trained.stdout);
  expect(split).toEqual({ kind: 'last-rating' });
  expect(scores.map(({ name }: { name: string }) => name)).toEqual([
    'bst',
    'global-mean',
    'damped-bias',
    'item-knn',
    'biased-mf',
  ]);
  const written = JSON.parse(readFileSync(join(cwd, 'model', 'ratings.json'), 'utf8'));
  expect(written.scores).toEqual(scores);
  const report = readFileSync(join(cwd, 'model', 'report.html'), 'utf8');
  expect(report).toContain('Residuals by rating');
  expect(report).toContain(scores[0].mae.mean.toFixed(4));
  const { users, predictions } = JSON.parse(
    readFileSync(join(cwd, 'model', 'test-predictions.json'), 'utf8'),
  );
  expect(users).toHaveLength(30);
  expect(Object.keys(predictions)).toEqual(scores.map(({ name }: { name: string }) => name));
});

test('predict-rating says what the model of a run predicts, the same each time', async () => {
  const asked = ['predict-rating', 'Film 3', '8', '--user', '4', '--artifact', 'model'];
  const predicted = await run(...asked, '--json');
  expect(predicted.stderr).toMatch(
    /^[1-5]\.\d\d {2}Film 3 \(1983\)\n[1-5]\.\d\d {2}Film 8 \(1988\)\n$/,
  );
  expect(predicted.exitCode).toBe(0);
  expect((await run(...asked, '--json')).stdout).toBe(predicted.stdout);
});

test('predict-rating names a user or an item that the data lacks', async () => {
  const unknown = await run('predict-rating', 'Film 3', '--user', '99', '--artifact', 'model');
  expect(unknown.stderr).toBe('error: the data has no user "99"\n');
  expect(unknown.exitCode).toBe(2);
  const other = await run('predict-rating', 'Flim 3', '--user', '4', '--artifact', 'model');
  expect(other.stderr).toContain('error: the model knows no item "Flim 3"; similar: Film 3');
});

test('a run keeps the vectors of its items, and goes on without the file that they came from', async () => {
  // Opposite for even films and odd ones, which is all that the ratings depend on.
  await writeNamedVectors(join(cwd, 'films.safetensors'), {
    ids: Array.from({ length: 12 }, (_, film) => film + 1),
    vectors: Float32Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? 1 : i % 4 === 1 ? 2 : -2)),
    size: 2,
  });
  const output = ['--output', 'whole', '--json', '--split', 'random-windows'];
  const vectors = ['--item-vectors', 'films.safetensors'];
  const whole = await run('train-ratings', ...tiny, ...output, ...vectors);
  expect(whole.stderr).toContain(
    'random-windows as published, 15 % of the windows of 8 at random (leaks',
  );
  rmSync(join(cwd, 'films.safetensors'));
  const again = await run('train-ratings', '--resume', 'whole', '--json');
  expect(again.exitCode).toBe(0);
  expect(JSON.parse(again.stdout).scores).toEqual(JSON.parse(whole.stdout).scores);
});

test('refuses the parts of a text without an encoder before it reads data', async () => {
  const parts = await run('train-ratings', '--data', 'nowhere', '--item-text', 'title');
  expect(parts.stderr).toBe(
    'error: --item-text says what --text-encoder reads: name a model with --text-encoder\n',
  );
  expect(parts.exitCode).toBe(2);
});

test('says in one sentence what is wrong', async () => {
  const noData = await run('train-ratings');
  expect(noData.stderr).toBe(
    'error: the shipped sample has no ratings: name data with --data, such as a folder of MovieLens-1M\n',
  );
  expect(noData.exitCode).toBe(2);
  const heads = await run('train-ratings', '--data', 'ml-1m', '--heads', '3', '--output', 'heads');
  expect(heads.stderr).toContain('must divide');
  expect(existsSync(join(cwd, 'heads', 'rating-run.json'))).toBe(false);
  const resumed = await run('train-ratings', '--resume', 'nowhere');
  expect(resumed.stderr).toBe(
    'error: nowhere is not a run of train-ratings: it has no readable rating-run.json\n',
  );
  expect(resumed.exitCode).toBe(2);
});
