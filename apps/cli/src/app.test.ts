import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { readEvaluation, readPerUser } from '@org/evaluation';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { attributeOf, parsePage, textOf } from './testing/parsed-page.js';
import { type AppResult, runApp, startApp } from './testing/run-app.js';
import { trees, walkColumns, walkRows, writeWalks } from './testing/walks.js';

const cwd = temporaryDirectory();

const run = (...args: string[]) => runApp(args, { cwd });

const items = trees;
const columns = walkColumns;
const data = ['--data', 'walks.csv', ...columns];
const tiny = [
  ['--max-length', '8', '--hidden-size', '16', '--layers', '1', '--heads', '1'],
  ['--batch-size', '16', '--learning-rate', '0.01', '--patience', '0', '--schedule', 'constant'],
  ['--dropout', '0', '--attention-dropout', '0', '--last-item-share', '0.5'],
].flat();

const escapeCode = '\u001b';

beforeAll(() => writeWalks(join(cwd, 'walks.csv')));

describe('train', () => {
  let trained: AppResult;
  let result: Record<string, unknown>;

  beforeAll(async () => {
    trained = await run('train', ...data, ...tiny, '--epochs', '45', '--output', 'whole', '--json');
    result = trained.exitCode === 0 ? JSON.parse(trained.stdout) : {};
  }, 60_000);

  test('ends well, with nothing but its result on stdout', () => {
    expect(trained.stderr).toContain('epoch 30');
    expect(trained.exitCode).toBe(0);
    expect(result).toMatchObject({
      reason: 'completed',
      run: join(cwd, 'whole'),
      scores: [{ scorer: 'bert4rec', users: 120 }, { scorer: 'popularity' }],
    });
  });

  test('without a terminal no escape code is written', () => {
    expect(trained.stderr + trained.stdout).not.toContain(escapeCode);
  });

  test('leaves an artifact, checkpoints, events and curves', () => {
    const files = readdirSync(join(cwd, 'whole'));
    for (const file of ['model.json', 'config.json', 'metrics.json', 'items.jsonl', 'run.json']) {
      expect(files).toContain(file);
    }
    expect(readdirSync(join(cwd, 'whole/checkpoints')).length).toBeGreaterThan(0);
    expect(readdirSync(join(cwd, 'whole/tensorboard'))).toHaveLength(1);
    const events = readFileSync(join(cwd, 'whole/events.jsonl'), 'utf8').trim().split('\n');
    expect(JSON.parse(events.at(-1) ?? '').type).toBe('done');
  });

  test('learns what a circle is, which popularity cannot', () => {
    const [model, popularity] = result.scores as { metrics: Record<string, number> }[];
    expect(model?.metrics['ndcg@5']).toBeGreaterThan(0.95);
    expect(popularity?.metrics['ndcg@5']).toBeLessThan(0.6);
  });

  test('keeps the whole result, with the values of every user', async () => {
    const file = await readEvaluation(join(cwd, 'whole'));
    expect(file.command).toMatch(/ train --data walks\.csv --user-column person .* --json$/);
    expect(file).toMatchObject({
      dataset: {
        contentHash: JSON.parse(readFileSync(join(cwd, 'whole/run.json'), 'utf8')).dataset,
      },
      split: { kind: 'leave-one-out' },
      model: { kind: 'bert4rec', version: result.version, command: file.command },
      seeds: { training: 42, evaluation: 42 },
      protocols: [{ name: 'full', ranking: 'full', itemCount: 15, excludeSeen: true, users: 120 }],
    });
    const [full] = file.protocols;
    if (full === undefined) throw new Error('no protocol');
    const [model, popularity] = full.scorers;
    expect([model?.role, popularity?.role]).toEqual(['model', 'baseline']);
    const slices = model?.slices?.map(({ by, name }) => `${by} ${name}`);
    expect(slices).toEqual([
      ...['history-length 4', 'history-length 5', 'history-length 6', 'history-length 7'],
      ...['popularity head', 'popularity torso', 'popularity tail'],
    ]);
    const perUser = await readPerUser(join(cwd, 'whole'), full);
    expect(perUser.userIds.slice(0, 2)).toEqual(['p0', 'p1']);
    const [values] = perUser.scorers;
    const mean = (values?.values['ndcg@5'] ?? new Float64Array()).reduce((sum, v) => sum + v) / 120;
    expect(mean).toBeCloseTo(
      (result.scores as { metrics: Record<string, number> }[])[0]?.metrics['ndcg@5'] ?? 0,
      12,
    );
  });

  test('SASRec learns it too, and answers from its artifact', async () => {
    const small = tiny.slice(0, tiny.indexOf('--last-item-share'));
    const sasrec = ['train', '--model', 'sasrec', ...data, ...small, '--epochs', '15'];
    const { exitCode, stdout } = await run(...sasrec, '--output', 'causal', '--json');
    expect(exitCode).toBe(0);
    const [model] = JSON.parse(stdout).scores;
    expect(model.scorer).toBe('sasrec');
    expect(model.metrics['ndcg@5']).toBeGreaterThan(0.95);
    const asked = ['recommend', 'ash', 'beech', 'cedar', '--artifact', 'causal', '--json'];
    expect(JSON.parse((await run(...asked)).stdout).recommendations[0].id).toBe('elm');
  });

  test('losses that sample learn it as well, dislikes among their negatives', async () => {
    const small = tiny.slice(0, tiny.indexOf('--last-item-share'));
    // Every eleventh step is one that the walker regretted.
    const file = join(cwd, 'rated.csv');
    const walks = readFileSync(join(cwd, 'walks.csv'), 'utf8').trim().split('\n');
    const rated = walks.map((row, line) => `${row},${line === 0 ? 'stars' : line % 11 ? 5 : 1}`);
    writeFileSync(file, rated.join('\n'));
    const likes = [
      '--data',
      'rated.csv',
      ...columns,
      '--rating-column',
      'stars',
      '--min-rating',
      '4',
    ];
    const loss = ['--loss', 'gbce', '--negatives', '4', '--explicit-negatives', '0.5'];
    const sampled = [...loss, '--dislike-weight', '2', '--epochs', '20', '--output', 'sampled'];
    const sasrec = ['train', '--model', 'sasrec', ...likes, ...small, ...sampled, '--json'];
    const { exitCode, stdout } = await run(...sasrec);
    expect(exitCode).toBe(0);
    const [model, popularity] = JSON.parse(stdout).scores;
    expect(model.metrics['ndcg@5']).toBeGreaterThan(popularity.metrics['ndcg@5'] + 0.2);
    const config = JSON.parse(readFileSync(join(cwd, 'sampled/config.json'), 'utf8'));
    expect(JSON.stringify(config)).toContain('"loss":{"kind":"gbce","t":0.75}');
    expect(config.training.batches.negatives).toMatchObject({
      count: 4,
      sampling: { kind: 'dislikes', probability: 0.5, weight: 2 },
    });
  });

  test('negatives that no loss uses are refused before a run begins', async () => {
    const { exitCode, stderr } = await run('train', ...data, '--negatives', '4', '--output', 'no');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('the softmax loss compares with all items and takes no negatives');
    expect(existsSync(join(cwd, 'no'))).toBe(false);
  });

  test('recommend writes lists for all users, the same that it gives to one', async () => {
    const all = ['recommend', '--artifact', 'whole', '--all-users', '-k', '3'];
    const { exitCode, stdout } = await run(...all, '--output', 'out/lists.jsonl', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ users: 120, k: 3 });
    const lines = readFileSync(join(cwd, 'out/lists.jsonl'), 'utf8').trim().split('\n');
    const lists = lines.map((line) => JSON.parse(line));
    expect(lists.map(({ user }) => user)).toEqual(
      Array.from({ length: 120 }, (_, person) => `p${person}`).toSorted(),
    );
    // p0 has walked past ash, beech, cedar, elm and fir.
    const one = ['ash', 'beech', 'cedar', 'elm', 'fir', '-k', '3', '--json'];
    const asked = JSON.parse((await run('recommend', '--artifact', 'whole', ...one)).stdout);
    const ids = (list: { id: string }[]) => list.map(({ id }) => id);
    expect(ids(lists[0].recommendations)).toEqual(ids(asked.recommendations));

    const other = [...data, '--min-events', '8', '--no-exclude-seen'];
    expect((await run(...all, ...other, '--output', 'lists.csv')).exitCode).toBe(0);
    const rows = readFileSync(join(cwd, 'lists.csv'), 'utf8').trim().split('\n');
    expect(rows[0]).toBe('user,rank,item,score,title,fallback');
    expect(rows).toHaveLength(1 + 30 * 3);
    expect(rows[1]).toMatch(/^p103,1,[a-z]+,-?\d+\.\d+,/);
  });

  test('recommend refuses to write lists where it cannot, or to ask for both', async () => {
    const all = (...args: string[]) =>
      run('recommend', '--artifact', 'whole', '--all-users', ...args);
    expect((await all()).stderr).toContain('--all-users needs --output');
    expect((await all('--output', 'lists.txt')).stderr).toContain('.jsonl or .csv, got .txt');
    expect((await all('ash', '--output', 'a.csv')).stderr).toContain('name no items beside it');
    const both = await run('recommend', 'ash', '--artifact', 'whole', '--output', 'a.csv');
    expect(both.stderr).toContain('go with --all-users');
    expect(both.exitCode).toBe(2);
  });

  test('a model that cannot be tested as asked for is kept, and tested otherwise', async () => {
    const { exitCode, stderr } = await run(
      ...['train', ...data, ...tiny, '--epochs', '1', '--output', 'untested'],
      ...['--protocol', 'popularity-100'],
    );
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /of 100 negatives can be drawn .*; the model is trained and kept: test it with other settings by evaluate --artifact untested/,
    );
    const metrics = JSON.parse(readFileSync(join(cwd, 'untested/metrics.json'), 'utf8'));
    expect(metrics).toMatchObject({ untested: expect.stringContaining('negatives can be drawn') });
    const tested = await run(
      ...['evaluate', '--artifact', 'untested', '--protocol', 'full', '--json'],
      ...['--baselines', 'markov'],
    );
    expect(tested.exitCode).toBe(0);
    expect(JSON.parse(tested.stdout).scores).toMatchObject([
      { scorer: 'bert4rec', users: 120 },
      { scorer: 'popularity' },
      { scorer: 'markov' },
    ]);
  });

  test('an evaluation with fewer baselines keeps those that were measured before', async () => {
    const markov = async () => {
      const { protocols } = await readEvaluation(join(cwd, 'untested'));
      return protocols[0]?.scorers.find(({ scorer }) => scorer === 'markov')?.metrics;
    };
    const before = await markov();
    expect(before).toBeDefined();
    const again = await run('evaluate', '--artifact', 'untested', '--protocol', 'full');
    expect(again.stderr).toContain('kept     markov, as measured before\n');
    expect(await markov()).toEqual(before);
    const { exitCode, stdout } = await run('compare', 'untested', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).comparisons.map(({ other }: { other: string }) => other)).toContain(
      'markov',
    );
  });

  test('compare and report name the data, and say where a result is not of its run', async () => {
    cpSync(join(cwd, 'untested'), join(cwd, 'moved'), { recursive: true });
    const own = await run('compare', 'moved');
    expect(own.stderr).toMatch(/^data {5}walks \([0-9a-f]{12}\)$/m);
    expect(own.stderr).not.toContain('warning');
    const file = join(cwd, 'moved/run.json');
    const record = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...record, dataset: 'f'.repeat(64) }));
    const conflict =
      /The result of moved is of data with the hash [0-9a-f]{12}, and its run has ffffffffffff/;
    const other = await run('compare', 'moved');
    expect(other.stderr).toMatch(conflict);
    expect(other.stderr).toMatch(/^data {5}walks\.csv \([0-9a-f]{12}\)$/m);
    expect((await run('report', 'moved')).exitCode).toBe(0);
    expect(readFileSync(join(cwd, 'moved/report.html'), 'utf8')).toMatch(conflict);
  });

  test('a result says by which batches its model was trained', async () => {
    expect((await readEvaluation(join(cwd, 'whole'))).model.training).toMatchObject({
      epochs: 45,
      batches: { objective: { kind: 'cloze', maskProbability: 0.3, lastItemShare: 0.5 } },
    });
  });

  test('evaluate finds the same numbers again', async () => {
    const { exitCode, stdout, stderr } = await run('evaluate', '--artifact', 'whole', '--json');
    expect(stderr).toContain('Test: leave-one-out, 120 users');
    expect(exitCode).toBe(0);
    const untimed = (scores: { seconds: number }[]) =>
      scores.map(({ seconds: _, ...rest }) => rest);
    expect(untimed(JSON.parse(stdout).scores)).toEqual(
      untimed(result.scores as { seconds: number }[]),
    );
  });

  test('evaluate and recommend read the data of the run, whatever flags of data are given', async () => {
    const before = readFileSync(join(cwd, 'whole/evaluation.json'));
    const flags = ['--artifact', 'whole', '--cache', 'other-cache', '--min-user-events', '6'];
    const evaluated = await run('evaluate', ...flags);
    expect(evaluated.stderr).toMatch(
      /^data {5}walks\.csv \(csv, [0-9a-f]{12}\): 90 users, 15 items/,
    );
    expect(evaluated.stderr).toMatch(/^result {3}whole\/evaluations\/walks-.*-leave-one-out\//m);
    expect(evaluated.exitCode).toBe(0);
    expect(readFileSync(join(cwd, 'whole/evaluation.json')).equals(before)).toBe(true);
    rmSync(join(cwd, 'whole/evaluations'), { recursive: true });
    const listed = await run('recommend', ...flags, '--all-users', '--output', 'own.csv');
    expect(listed.stderr).toContain('data     walks.csv (csv,');
    expect(listed.stdout).toContain('90 lists of at most 10 items');
  });

  test('evaluate and recommend refuse data that changed since training', async () => {
    writeWalks(join(cwd, 'walks.csv'), walkRows().slice(1));
    const evaluated = await run('evaluate', '--artifact', 'whole');
    const listed = await run(
      ...['recommend', '--artifact', 'whole', '--all-users', '--output', 'stale.csv'],
    );
    const allowed = await run('evaluate', '--artifact', 'whole', '--allow-changed-data');
    writeWalks(join(cwd, 'walks.csv'));
    for (const { exitCode, stdout, stderr } of [evaluated, listed]) {
      expect(stderr).toMatch(
        /^error: the data of whole \(walks\.csv\) has changed since it was trained/m,
      );
      expect([exitCode, stdout]).toEqual([1, '']);
    }
    expect(existsSync(join(cwd, 'stale.csv'))).toBe(false);
    expect(allowed.stderr).toMatch(
      /^result {3}whole\/evaluations\/walks-[0-9a-f]{8}-leave-one-out\//m,
    );
    rmSync(join(cwd, 'whole/evaluations'), { recursive: true });
  });

  test('evaluate shows intervals and slices, and sampled metrics under their own names', async () => {
    const many = Array.from({ length: 130 }, (_, i) => `tree ${i}`);
    writeWalks(join(cwd, 'many.csv'), walkRows(many));
    const quick = ['--epochs', '1', '--output', 'many', '--resamples', '100'];
    await run('train', '--data', 'many.csv', ...columns, ...tiny, ...quick);
    const { exitCode, stdout } = await run(
      ...['evaluate', '--artifact', 'many', '--output', 'result', '--slices'],
      ...['--protocol', 'popularity-100', '--protocol', 'uniform-100'],
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('95 % intervals');
    expect(stdout).toMatch(/\d\.\d{4} \[\d\.\d{4}, \d\.\d{4}\]/);
    expect(stdout).toContain('HR@10 (100 popularity-sampled)');
    expect(stdout).toContain('NDCG@10 (100 uniform-sampled)');
    expect(stdout).toContain('NDCG@10 by slice');
    expect(stdout).toContain('debiased NDCG@10');
    const { protocols, command, model } = await readEvaluation(join(cwd, 'result'));
    expect(protocols.map(({ name }) => name)).toEqual(['full', 'uniform-100', 'popularity-100']);
    const own = await readEvaluation(join(cwd, 'many'));
    expect(own.protocols.map(({ name }) => name)).toEqual(['full']);
    expect(command).toMatch(/ evaluate --artifact many --output result .*uniform-100$/);
    expect(model.command).toBe(own.command);
  }, 60_000);

  test('compare tests a model against its baseline, and a run against itself', async () => {
    const within = await run('compare', 'whole', '--json');
    expect(within.exitCode).toBe(0);
    const { comparisons } = JSON.parse(within.stdout);
    expect(comparisons).toMatchObject([
      { first: 'bert4rec', other: 'popularity', metric: 'ndcg@10', users: 120 },
      { first: 'bert4rec', other: 'popularity', metric: 'hitRate@10' },
    ]);
    expect(comparisons[0].low).toBeGreaterThan(0);
    expect(comparisons[0].bootstrap.adjusted).toBeLessThan(0.01);
    const same = await run('compare', 'whole', 'whole', '--metric', 'ndcg@5');
    expect(same.stdout).toContain('0.0000 [0.0000, 0.0000]');
    expect(same.stdout).toContain('0 / 120 / 0');
  });

  test('compare refuses what does not belong together, by the fact that differs', async () => {
    const other = await run('compare', 'whole', 'many');
    expect([other.exitCode, other.stdout]).toEqual([1, '']);
    expect(other.stderr).toContain(
      'whole and many cannot be compared: the data, by its hash differs',
    );
    for (const [args, sentence] of [
      [
        ['whole', '--protocol', 'uniform-100'],
        'whole was not measured by uniform-100, but by full',
      ],
      [
        ['whole', '--scorer', 'popularty'],
        'whole has no scorer popularty; did you mean popularity?',
      ],
      [['whole', '--scorer', 'popularity'], 'there is nothing to compare with'],
      [['whole', '--metric', 'ndcg@7'], 'ndcg@7 was not measured; there is hitRate@5'],
    ] as const) {
      const refused = await run('compare', ...args);
      expect(refused.stderr).toContain(sentence);
      expect(refused.exitCode).toBe(2);
    }
    expect((await run('compare', 'nowhere')).stderr).toContain('holds no result of an evaluation');
  });

  test('evaluate keeps the vocabulary of the model on other data', async () => {
    writeWalks(join(cwd, 'other.csv'), walkRows([...items.slice(0, 14), 'willow']));
    const other = ['--data', 'other.csv', ...columns, '--split', 'all-in-test'];
    const { exitCode, stdout, stderr } = await run('evaluate', '--artifact', 'whole', ...other);
    expect(stderr).toMatch(/events \(\d+\.\d %\) of 1 item that the model does not know/);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Test: all-in-test, 120 users');
    const [apart = ''] = readdirSync(join(cwd, 'whole/evaluations'));
    expect(apart).toMatch(/^other-[0-9a-f]{8}-all-in-test$/);
    const { dataset, model } = await readEvaluation(join(cwd, 'whole/evaluations', apart));
    expect(dataset.counts.unknownEvents).toBeGreaterThan(0);
    expect(model.dataset).toBe((await readEvaluation(join(cwd, 'whole'))).dataset.contentHash);
  });

  test('recommend takes ids and gives what follows', async () => {
    const { exitCode, stdout } = await run(
      ...['recommend', 'Ash', 'beech', 'cedar', '--artifact', 'whole', '-k', '3', '--json'],
    );
    expect(exitCode).toBe(0);
    const { history, recommendations } = JSON.parse(stdout);
    expect(history.map(({ id }: { id: string }) => id)).toEqual(['ash', 'beech', 'cedar']);
    expect(recommendations).toHaveLength(3);
    expect(recommendations[0].id).toBe('elm');
  });

  test('report writes a page of the run, whole in itself', async () => {
    const { exitCode, stdout, stderr } = await run('report', 'whole', '--json');
    expect(stderr).toContain('Written  whole/report.html');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ missing: [], runs: [join(cwd, 'whole')] });
    const page = parsePage(readFileSync(join(cwd, 'whole/report.html'), 'utf8'));
    expect(page.all('h1').map(textOf)).toEqual(['bert4rec on walks']);
    const [model] = result.scores as { metrics: Record<string, number> }[];
    const [head = [], row = []] = page.table('Means over users');
    expect(row[head.indexOf('NDCG@5')]).toContain(model?.metrics['ndcg@5']?.toFixed(4));
    expect(page.table('Paired bootstrap').map(([other]) => other)).toEqual([
      ...['against', 'popularity', 'popularity'],
    ]);
    expect(page.table('Epochs of bert4rec')).toHaveLength(46);
    expect(page.all('script').map((one) => attributeOf(one, 'src'))).not.toContain(
      expect.anything(),
    );
    expect(page.all('code').map(textOf)).toContainEqual(
      expect.stringMatching(/ report whole --json$/),
    );
  });

  test('report lets a run without results through, and refuses what is none or damaged', async () => {
    cpSync(join(cwd, 'whole'), join(cwd, 'damaged'), { recursive: true });
    for (const file of ['evaluation.json', 'report.html']) rmSync(join(cwd, 'damaged', file));
    const bare = await run('report', 'damaged', '--output', 'bare.html');
    expect(bare.exitCode).toBe(0);
    expect(bare.stderr).toContain('No results: damaged has no evaluation.json; `node ');
    expect(existsSync(join(cwd, 'bare.html'))).toBe(true);
    writeFileSync(join(cwd, 'damaged/evaluation.json'), '{');
    const broken = await run('report', 'damaged');
    expect([broken.exitCode, broken.stderr.trim().split('\n').length]).toEqual([1, 1]);
    expect(broken.stderr).toContain('evaluation.json is not JSON');
    expect(existsSync(join(cwd, 'damaged/report.html'))).toBe(false);
  });

  test('export writes a model that another runtime runs to the same scores', async () => {
    expect((await run('export', '--artifact', 'whole')).exitCode).toBe(0);
    const session = await InferenceSession.create(join(cwd, 'whole/model.onnx'));
    const cloze = Int32Array.of(1, 2, 3, items.length + 1); // ash, beech, cedar, MASK
    const { scores } = await session.run({
      ids: new Tensor('int32', cloze, [1, 4]),
      positions: new Tensor('int32', Int32Array.of(3), [1, 1]),
    });
    const { stdout } = await run(
      ...['recommend', 'ash', 'beech', 'cedar', '--artifact', 'whole', '--json'],
    );
    const best = JSON.parse(stdout).recommendations[0];
    expect(best.id).toBe('elm');
    expect(scores?.data[items.indexOf('elm') + 1]).toBeCloseTo(best.score, 4);
  });

  test('recommend reads a history from a file or stdin, and obeys exclude', async () => {
    const args = ['recommend', '--history-file', '-', '--exclude', 'elm', '--artifact', 'whole'];
    const { exitCode, stdout } = await runApp(args, { cwd, stdin: '["ash", "beech", "cedar"]' });
    expect(exitCode).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(10);
    expect(stdout).not.toMatch(/\b(ash|beech|cedar|elm)\b/);
  });

  test('recommend gives what is popular after a history of which the model knows nothing, and says so', async () => {
    const { stdout, stderr } = await run(
      ...['recommend', 'oek', '--ignore-unknown', '--artifact', 'whole', '-k', '2', '--json'],
    );
    expect(stderr).toContain('these are the most popular items');
    const { fallback, recommendations } = JSON.parse(stdout);
    const counts: number[] = JSON.parse(readFileSync(join(cwd, 'whole/popularity.json'), 'utf8'));
    expect(fallback).toBe('popularity');
    expect(recommendations[0].score).toBe(Math.max(...counts));
  });

  test('recommend names what it does not know, with what was probably meant', async () => {
    const { exitCode, stderr, stdout } = await run('recommend', 'oek', '--artifact', 'whole');
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('error: the model does not know "oek" (did you mean "oak"');
  });

  test('an output that is taken is refused, and --resume of a whole run gives the same', async () => {
    const again = await run('train', ...data, ...tiny, '--output', 'whole');
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain('whole is not empty: choose another --output');
    const before = readFileSync(join(cwd, 'whole/weights.bin'));
    expect((await run('train', '--resume', 'whole')).exitCode).toBe(0);
    expect(readFileSync(join(cwd, 'whole/weights.bin')).equals(before)).toBe(true);
  });
});

describe('a run that Ctrl-C stopped', () => {
  const args = ['train', ...data, ...tiny, '--epochs', '16'];
  let whole: Promise<AppResult>;
  /** The best validation before the stop. */
  let best: { readonly step: number; readonly epoch: number; readonly value: number };
  let place = '';
  let sentence = /^/;

  beforeAll(async () => {
    const app = startApp([...args, '--output', 'interrupted'], { cwd });
    await app.told('epoch  2 ');
    app.process.kill('SIGINT');
    const { exitCode, stderr } = await app.ended;
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(
      /Stopped after step \d+; a checkpoint is written\. Continue with:\n.* train --resume interrupted\n/,
    );
    whole = run(...args, '--output', 'uninterrupted');
    const events = readFileSync(join(cwd, 'interrupted/events.jsonl'), 'utf8').trim().split('\n');
    best = events
      .map((line) => JSON.parse(line))
      .filter((event) => event.type === 'evaluation' && event.best)
      .at(-1);
    place = join(cwd, 'interrupted/stopped', `step-${String(best.step).padStart(8, '0')}`);
    sentence = new RegExp(
      `^warning: interrupted was stopped after epoch \\d+ of 16; this is its best checkpoint, of epoch ${best.epoch + 1} \\(validation NDCG@10 ${best.value.toFixed(4)}\\); continue with \`.* train --resume interrupted\``,
      'm',
    );
  }, 60_000);

  test('is measured by its best checkpoint, and the result says so', async () => {
    const { exitCode, stderr } = await run('evaluate', '--artifact', 'interrupted');
    expect(stderr).toMatch(sentence);
    expect(exitCode).toBe(0);
    const { model, protocols } = await readEvaluation(place);
    expect(model.stopped).toMatchObject({ epochs: 16, step: best.step, epoch: best.epoch + 1 });
    expect(model.training).toMatchObject({ steps: best.step, reason: 'stopped' });
    expect(protocols[0]?.users).toBe(120);
  });

  test.each([
    [['recommend', 'oak', '--artifact', 'interrupted']],
    [['recommend', '--all-users', '--artifact', 'interrupted', '--output', 'stopped.csv']],
    [['export', '--artifact', 'interrupted']],
    [['compare', 'interrupted']],
    [['report', 'interrupted']],
  ])('is used by %j, which says so', async (command) => {
    const { exitCode, stdout, stderr } = await run(...command);
    expect(stderr).toMatch(sentence);
    expect([exitCode, stdout === '']).toEqual([0, false]);
  });

  test('keeps what is made from its checkpoint apart from what the finished run will have', () => {
    expect(existsSync(join(place, 'model.onnx'))).toBe(true);
    const page = readFileSync(join(cwd, 'interrupted/report.html'), 'utf8');
    expect(page).toContain(`measured at step ${best.step}, the best validation`);
    expect(readdirSync(join(cwd, 'interrupted')).sort()).toEqual([
      ...['checkpoints', 'events.jsonl', 'report.html', 'run.json', 'stopped', 'tensorboard'],
    ]);
  });

  test('ends, resumed, with the bytes of one that was not stopped', async () => {
    const resumed = await run('train', '--resume', 'interrupted');
    expect(resumed.stderr).toContain('resumes after step');
    expect((await whole).exitCode).toBe(0);
    for (const file of ['weights.bin', 'config.json', 'metrics.json']) {
      const [one, other] = ['uninterrupted', 'interrupted'].map((name) =>
        readFileSync(join(cwd, name, file)),
      );
      expect(one?.equals(other ?? Buffer.alloc(0)), file).toBe(true);
    }
    expect((await readEvaluation(join(cwd, 'interrupted'))).model.stopped).toBeUndefined();
    const { stderr } = await run('recommend', 'oak', '--artifact', 'interrupted');
    expect(stderr).not.toContain('warning:');
  });
});

test('a run that was stopped before its first update has no model, and is resumed', async () => {
  await run('train', ...data, ...tiny, '--epochs', '1', '--output', 'unbegun');
  for (const file of readdirSync(join(cwd, 'unbegun'))) {
    if (file !== 'run.json') rmSync(join(cwd, 'unbegun', file), { recursive: true });
  }
  mkdirSync(join(cwd, 'unbegun/checkpoints'));
  for (const command of ['evaluate', 'export']) {
    const { exitCode, stdout, stderr } = await run(command, '--artifact', 'unbegun');
    expect(stderr).toMatch(
      /^error: unbegun has no checkpoint yet: train it with `.* train --resume unbegun`\n$/,
    );
    expect([exitCode, stdout]).toEqual([1, '']);
  }
  expect((await run('train', '--resume', 'unbegun')).exitCode).toBe(0);
});

describe('data', () => {
  test('prepare is instant the second time, and inspect describes what it wrote', async () => {
    const first = await run('prepare', ...data, '--to', 'dataset', '--json');
    expect(JSON.parse(first.stdout)).toMatchObject({ counts: { users: 120, items: 15 } });
    const second = await run('prepare', ...data, '--json');
    expect(JSON.parse(second.stdout).cached).toBe(true);
    const inspected = await run('inspect', 'dataset', '--json');
    expect(JSON.parse(inspected.stdout)).toMatchObject({
      contentHash: JSON.parse(first.stdout).contentHash,
      statistics: { users: 120, items: 15, sequenceLength: { min: 5, max: 8 } },
    });
  });

  test('Parquet, and a query of it, become the dataset that the CSV gives', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const [csv, parquet] = ['walks.csv', 'walks.parquet'].map((name) => join(cwd, name));
    await connection.run(`copy (from '${csv}') to '${parquet}'`);
    connection.closeSync();
    instance.closeSync();
    const hashOf = async (...args: string[]) => {
      const { exitCode, stdout, stderr } = await run('prepare', ...args, ...columns, '--json');
      expect(stderr).not.toContain('error');
      expect(exitCode).toBe(0);
      return JSON.parse(stdout).contentHash;
    };
    const expected = await hashOf('--data', 'walks.csv');
    expect(await hashOf('--data', 'walks.parquet')).toBe(expected);
    const query = 'select * from data order by "when"';
    expect(await hashOf('--data', 'walks.parquet', '--query', query)).toBe(expected);
    const refused = await run('prepare', '--data', 'walks.parquet', '--query', 'select 1 as one');
    expect([refused.exitCode, refused.stderr.trim().split('\n').length]).toEqual([1, 1]);
    expect(refused.stderr).toContain('no column has a usual name of the user');
  });

  test('a database server is named by a URL, whose password is kept nowhere', async () => {
    const url = 'postgres://ann:secret@127.0.0.1:1/shop';
    const { exitCode, stdout, stderr } = await run('prepare', '--data', url, '--table', 'events');
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain('error: postgres://127.0.0.1:1/shop cannot be read: ');
    expect(stderr).not.toContain('secret');
  });

  test('a bad row fails by its line, or is skipped and counted', async () => {
    writeFileSync(join(cwd, 'bad.csv'), 'person,tree,when\nann,oak,1\nann,elm,soon\nann,fir,3\n');
    const bad = ['prepare', '--data', 'bad.csv', ...columns];
    const failed = await run(...bad);
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).toMatch(/error: .*bad\.csv:3: /);
    expect(failed.stderr.trim().split('\n')).toHaveLength(1);
    const skipped = await run(...bad, '--bad-rows', 'skip');
    expect(skipped.exitCode).toBe(0);
    expect(skipped.stderr).toContain('1 row could not be read');
  });
});

describe('usage', () => {
  test.each([
    [['train', '--epoch', '3'], "unknown option '--epoch'\n(Did you mean --epochs?)"],
    [['tain'], "unknown command 'tain'\n(Did you mean train?)"],
    [['train', '--epochs', '0'], 'It must be at least 1.'],
    [
      ['train', 'walks.csv', '--epochs', '1'],
      'train takes no arguments, but got "walks.csv": give data with --data FILE',
    ],
    [
      ['init', 'walks.csv'],
      'init takes no arguments, but got "walks.csv": give data with --data FILE',
    ],
    [['train', '--config', 'none.json'], 'none.json: the configuration file cannot be read'],
    [['train', '--resume', 'nowhere'], 'nowhere is not a run'],
    [['train', '--resume', 'x', '--epochs', '2'], 'give no other settings beside it'],
    [['evaluate'], 'runs has no model yet: train one with'],
    [['report'], 'runs has no model yet: train one with'],
    [['report', 'nowhere'], 'nowhere is not a directory: name the directory of a run'],
    [['report', '.'], '. is not a run: it has neither run.json nor evaluation.json'],
    [['recommend'], 'name what came before'],
    [['train', '--split', 'global-time', '--data', 'walks.csv', ...columns], '--validation-from'],
  ])('%j is refused with exit code 2', async (args, sentence) => {
    const { exitCode, stdout, stderr } = await run(...args);
    expect(stderr).toContain(sentence);
    expect([exitCode, stdout]).toEqual([2, '']);
  });

  test('a configuration file is checked by name', async () => {
    writeFileSync(join(cwd, 'wrong.json'), '{"training": {"epoch": 3}}');
    const { exitCode, stderr } = await run('train', '--config', 'wrong.json');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'wrong.json: training.epoch is not a known setting (did you mean epochs?)',
    );
  });

  test('a stack is shown with --verbose only', async () => {
    const missing = ['prepare', '--data', 'missing.csv'];
    expect((await run(...missing)).stderr).not.toContain('    at ');
    expect((await run(...missing, '--verbose')).stderr).toContain('    at ');
  });
});

test('doctor looks at the machine and is content with one engine', async () => {
  const { exitCode, stdout, stderr } = await run('doctor', '--json');
  expect(exitCode).toBe(0);
  const { engines } = JSON.parse(stdout);
  expect(engines.some(({ usable }: { usable: boolean }) => usable)).toBe(true);
  expect(stderr).toMatch(/^ok +Node /);
});
