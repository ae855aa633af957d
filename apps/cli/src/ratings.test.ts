import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  const { kind, parts, data } = JSON.parse(readFileSync(join(cwd, 'model', 'config.json'), 'utf8'));
  expect({ kind, parts, split: data.split }).toEqual({
    ...{ kind: 'bst', parts: ['features.json'], split: { kind: 'last-rating' } },
  });
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

test('predict-rating answers requests of any people, a line each', async () => {
  const predicted = await run(
    ...['predict-rating', 'Film 3', '8', '--user', '4', '--artifact', 'model', '--json'],
  );
  const { ratings } = JSON.parse(predicted.stdout);
  // All that user 4 rated, as ratings.dat has it.
  const rated = readFileSync(join(cwd, 'ml-1m', 'ratings.dat'), 'utf8')
    .split('\n')
    .map((line) => line.split('::').map(Number))
    .filter(([user]) => user === 4);
  const request = {
    user: 4,
    attributes: { gender: 'M', age: 25, occupation: 'programmer', zip: '40210' },
    history: rated.map(([, item]) => item),
    ratings: rated.map(([, , stars]) => stars),
    timestamps: rated.map(([, , , time]) => time),
    items: [3, 8],
  };
  const stranger = { history: ['Film 2', 'no such film'], ratings: [5, 1], items: [4, 99] };
  writeFileSync(
    join(cwd, 'asked.jsonl'),
    `${JSON.stringify(request)}\n\n${JSON.stringify(stranger)}\n`,
  );
  const lines = await run('predict-rating', '--requests', 'asked.jsonl', '--artifact', 'model');
  expect(lines.stderr).toBe('');
  const [known, other] = lines.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(known.user).toBe(4);
  expect(known.ratings).toHaveLength(2);
  for (const [place, { rating }] of known.ratings.entries()) {
    expect(rating).toBeCloseTo(ratings[place].rating, 1);
  }
  expect(other).toEqual({
    ratings: [{ item: 4, title: 'Film 4 (1984)', rating: expect.any(Number) }],
    ignored: ['no such film', 99],
  });
});

test('predict-rating names the line of a request that cannot be answered', async () => {
  const answerOf = async (lines: string) => {
    writeFileSync(join(cwd, 'bad.jsonl'), lines);
    const { exitCode, stderr } = await run(
      ...['predict-rating', '--requests', 'bad.jsonl', '--artifact', 'model'],
    );
    expect(exitCode).toBe(2);
    return stderr;
  };
  const good = '{"history": [], "ratings": [], "items": [1]}';
  expect(await answerOf(`${good}\n{"history": [}\n`)).toMatch(/^error: bad\.jsonl:2 is not JSON: /);
  expect(await answerOf('{"history": [1], "ratings": []}')).toMatch(
    /^error: bad\.jsonl:1 is not a request for ratings: items: /,
  );
  expect(await answerOf(`${good}\n{"history": [1], "ratings": [], "items": [1]}`)).toBe(
    'error: bad.jsonl:2: a history of 1 items needs as many ratings, got 0\n',
  );
  const both = await run('predict-rating', '--artifact', 'model');
  expect(both.stderr).toBe('error: name either --user and items, or --requests, a file of both\n');
  const none = await run('predict-rating', '--requests', 'nowhere', '--artifact', 'model');
  expect(none.stderr).toBe('error: nowhere: the file of requests cannot be read\n');
});

test('other commands refuse a model of ratings, and do not take it for the newest model', async () => {
  const refused = await run('recommend', '3', '--artifact', 'model');
  expect(refused.stderr).toContain("holds a model of kind 'bst'");
  expect(refused.exitCode).toBe(1);
  mkdirSync(join(cwd, 'runs'), { recursive: true });
  cpSync(join(cwd, 'model'), join(cwd, 'runs', 'bst-ml-1m'), { recursive: true });
  const none = await run('recommend', '3');
  expect(none.stderr).toContain('runs has no model yet: train one with');
});

test('predict-rating names a user or an item that the data lacks', async () => {
  const unknown = await run('predict-rating', 'Film 3', '--user', '99', '--artifact', 'model');
  expect(unknown.stderr).toBe('error: the data has no user "99"\n');
  expect(unknown.exitCode).toBe(2);
  const other = await run('predict-rating', 'Flim 3', '--user', '4', '--artifact', 'model');
  expect(other.stderr).toContain('error: the model does not know "Flim 3" (did you mean "Film 3');
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

test('train-ratings --loss log measures likes by AUC and log loss, and goes on where it was', async () => {
  const likes = ['--loss', 'log', '--negatives', '2', '--split', 'random-ratings'];
  const trained = await run('train-ratings', ...tiny, ...likes, '--output', 'likes', '--json');
  expect(trained.stderr).toMatch(/validation AUC 0\.\d{4} {2}log loss 0\.\d{4}/);
  expect(trained.exitCode).toBe(0);
  const { scores, examples } = JSON.parse(trained.stdout);
  expect(scores).toEqual([
    { name: 'bst', auc: expect.any(Number), logLoss: expect.any(Number) },
    { name: 'share-of-likes', auc: 0.5, logLoss: expect.any(Number) },
    { name: 'popularity', auc: expect.any(Number) },
    { name: 'item-knn', auc: expect.any(Number) },
  ]);
  expect(examples).toBeGreaterThan(54);
  const report = readFileSync(join(cwd, 'likes', 'report.html'), 'utf8');
  expect(report).toContain(scores[0].auc.toFixed(4));
  const again = await run('train-ratings', '--resume', 'likes', '--json');
  expect(JSON.parse(again.stdout).scores).toEqual(scores);
  const predicted = await run(
    ...['predict-rating', 'Film 3', '--user', '4', '--artifact', 'likes', '--json'],
  );
  const [{ rating }] = JSON.parse(predicted.stdout).ratings;
  expect(rating).toBeGreaterThan(0);
  expect(rating).toBeLessThan(1);
});

test('says which settings of likes do not fit', async () => {
  const stderrOf = async (...args: string[]) =>
    (await run('train-ratings', ...tiny, '--output', 'unfit', ...args)).stderr;
  expect(await stderrOf('--negatives', '2')).toBe(
    'error: --negatives needs --loss log, which predicts likes and no ratings\n',
  );
  expect(await stderrOf('--implicit')).toContain('error: --implicit needs --loss log');
  expect(await stderrOf('--loss', 'log', '--implicit')).toContain(
    'error: every event for training is a like: draw items that users do not have as negatives, such as --negatives 4',
  );
  expect(await stderrOf('--loss', 'log', '--liked-from', '9', '--negatives', '1')).toContain(
    'error: no rating for training is 9 or more, so nobody likes anything: lower --liked-from',
  );
  expect(existsSync(join(cwd, 'unfit'))).toBe(false);
});

test('a re-ranker orders the candidates of a sequence model, in evaluate and recommend', async () => {
  const trained = await run(
    ...['train', '--data', 'ml-1m', '--model', 'sasrec', '--max-length', '8', '--hidden-size', '8'],
    ...['--heads', '1', '--epochs', '1', '--output', 'first'],
  );
  expect(trained.exitCode).toBe(0);
  const likes = ['--loss', 'log', '--implicit', '--negatives', '2'];
  await run('train-ratings', ...tiny, ...likes, '--output', 'second');
  const stages = ['--artifact', 'first', '--reranker', 'second', '--no-exclude-seen'];
  const measured = await run('evaluate', ...stages, '--candidates', '12', '--json');
  expect(measured.stderr).not.toContain('warning');
  expect(measured.exitCode).toBe(0);
  const { scores, evaluation } = JSON.parse(measured.stdout);
  const [both, first] = scores;
  expect([both.scorer, first.scorer]).toEqual(['sasrec+bst', 'sasrec']);
  // All 12 films are candidates, and the second stage orders them in its own way.
  expect(both.metrics['ndcg@10']).not.toBe(first.metrics['ndcg@10']);
  expect(evaluation).toContain(join('first', 'evaluations'));
  const own = JSON.parse(readFileSync(join(cwd, 'first', 'evaluation.json'), 'utf8'));
  expect(JSON.parse(readFileSync(evaluation, 'utf8')).model.version).toMatch(
    new RegExp(`^${own.model.version}-[0-9a-f]{12}-12$`),
  );
  const listed = async (...args: string[]) => {
    const { stdout } = await run('recommend', '3', '5', ...stages, ...args, '--json');
    return JSON.parse(stdout).recommendations.map(({ id }: { id: number }) => id);
  };
  const ofOne = await run(
    'recommend',
    '3',
    '5',
    ...stages.slice(0, 2),
    '--no-exclude-seen',
    '--json',
  );
  const firstOnly = JSON.parse(ofOne.stdout).recommendations.map(({ id }: { id: number }) => id);
  expect(await listed('--candidates', '1')).toEqual(firstOnly);
  expect(new Set(await listed('--candidates', '10'))).toEqual(new Set(firstOnly));
  expect(await listed('--candidates', '10')).not.toEqual(firstOnly);
});

test('a re-ranker gets candidates that may be recommended, as many as it orders', async () => {
  const stages = ['--artifact', 'first', '--reranker', 'second', '--candidates', '4'];
  const listed = async (...args: string[]) => {
    const { stdout } = await run('recommend', '3', '-k', '4', ...stages, ...args, '--json');
    const { recommendations } = JSON.parse(stdout);
    return recommendations.map(({ id }: { id: number }) => id);
  };
  const wide = async (...args: string[]) => {
    const { stdout } = await run(
      ...['recommend', '3', '-k', '4', '--artifact', 'first', ...args, '--json'],
    );
    return JSON.parse(stdout).recommendations.map(({ id }: { id: number }) => id);
  };
  // The four that the first stage has best without the odd films, in an order of the second stage's own.
  const odd = ['1', '3', '5', '7', '9', '11'];
  const four = await wide('--exclude', ...odd);
  expect(four).toHaveLength(4);
  expect(new Set(await listed('--exclude', ...odd))).toEqual(new Set(four));
  expect(new Set(await listed('--filter', "genres = 'Drama'"))).toEqual(
    new Set(await wide('--filter', "genres = 'Drama'")),
  );
  expect(new Set(await listed('--allow', '2', '4', '6', '8'))).toEqual(new Set([2, 4, 6, 8]));
});

test('a re-ranker of the candidates of a first stage reads its scores, and keeps its weight', async () => {
  // 30 users have 12 of 24 films, in another order each.
  const events = Array.from({ length: 30 }, (_, user) =>
    Array.from({ length: 12 }, (_, k) => [user, ((k * 5 + user * 7) % 24) + 1, 1000 + 60 * k]),
  ).flat();
  writeFileSync(
    join(cwd, 'wide.csv'),
    `user,item,timestamp\n${events.map((row) => row.join(',')).join('\n')}\n`,
  );
  const data = ['--data', 'wide.csv'];
  const early = ['--split', 'leave-last-n', '--test-size', '5'];
  const model = ['--model', 'sasrec', '--max-length', '8', '--hidden-size', '8', '--heads', '1'];
  await run('train', ...data, ...model, ...early, '--epochs', '2', '--output', 'early');
  const likes = ['--loss', 'log', '--implicit', '--negatives', '3'];
  const stage = ['--first-stage', 'early', '--candidates', '6'];
  const trained = await run(
    ...['train-ratings', ...tiny.slice(2), ...data, ...likes, ...stage, '--output', 'third'],
    '--json',
  );
  expect(trained.exitCode).toBe(0);
  // Each user has 12 events. The first stage learns from 6 and is validated by one; this run holds out the last two, too.
  const [, found] = /6 candidates for (\d+) of 120 events/.exec(trained.stderr) ?? [];
  expect(Number(found)).toBeGreaterThan(20);
  const { scores, reranking } = JSON.parse(trained.stdout);
  expect(scores.map(({ name }: { name: string }) => name)).toContain('first-stage');
  expect(reranking).toMatchObject({ candidates: 6, firstStageWeight: expect.any(Number) });
  const { chosen, firstStage, reranker } = reranking.validation['ndcg@10'];
  expect(chosen).toBeGreaterThanOrEqual(Math.max(firstStage, reranker));
  expect(JSON.parse(readFileSync(join(cwd, 'third', 'reranking.json'), 'utf8'))).toEqual({
    ...{ formatVersion: 1, candidates: 6, firstStageWeight: reranking.firstStageWeight },
  });

  const measured = await run(
    ...['evaluate', '--artifact', 'early', '--reranker', 'third', '--json'],
    ...['--split', 'leave-one-out'],
  );
  expect(measured.exitCode).toBe(0);
  const file = JSON.parse(readFileSync(JSON.parse(measured.stdout).evaluation, 'utf8'));
  expect(JSON.stringify(file.model)).toContain('"candidates":6');
  const again = await run('train-ratings', '--resume', 'third', '--json');
  expect(JSON.parse(again.stdout).scores).toEqual(scores);
});

test('refuses a first stage that knows what a re-ranker learns from, or has other data', async () => {
  const errorOf = async (...args: string[]) =>
    (await run('train-ratings', ...tiny, '--output', 'unfit', ...args)).stderr;
  const likes = ['--loss', 'log', '--implicit', '--negatives', '3'];
  expect(await errorOf('--first-stage', 'early')).toBe(
    'error: --first-stage trains a re-ranker, which needs --loss log --implicit --negatives 16 or another number\n',
  );
  expect(await errorOf(...likes, '--first-stage', 'first')).toContain(
    'error: first was trained on events that the re-ranker must learn from, where its candidates are too good: train a first stage that leaves more events out, such as by --split leave-last-n --test-size 10\n',
  );
  expect(await errorOf(...likes, '--first-stage', 'early')).toContain(
    'error: early was trained on other data than the re-ranker will be',
  );
  expect(existsSync(join(cwd, 'unfit'))).toBe(false);
});

test('refuses a re-ranker that knows held-out events, or needs ratings', async () => {
  const errorOf = async (...args: string[]) => (await run(...args)).stderr;
  expect(await errorOf('recommend', '3', '--artifact', 'first', '--reranker', 'model')).toContain(
    'error: model reads ratings or users, which a history lacks: train a re-ranker by train-ratings --loss log --implicit --negatives 4 --first-stage <dir>',
  );
  expect(await errorOf('recommend', '3', '--artifact', 'first', '--candidates', '9')).toBe(
    'error: --candidates goes with --reranker, the model that orders them\n',
  );
  const stages = ['--artifact', 'first', '--reranker', 'second'];
  expect(await errorOf('evaluate', ...stages, '--candidates', '1001')).toBe(
    'error: --candidates is a whole number from 1 to 1000, got 1001\n',
  );
  const split = ['--split', 'leave-last-n', '--test-size', '2'];
  expect(await errorOf('evaluate', ...stages, ...split)).toContain(
    'error: the re-ranker was trained on the split last-rating, which trains on events that leave-last-n holds out: evaluate with --split leave-one-out',
  );
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
