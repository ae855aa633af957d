import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { type AppResult, runApp, startApp } from './testing/run-app.js';
import { walkColumns, walkRows, writeWalks } from './testing/walks.js';

const cwd = temporaryDirectory();

const run = (...args: string[]) => runApp(args, { cwd });

const shared = {
  data: { files: ['walks.csv'], userColumn: 'person', itemColumn: 'tree', timestampColumn: 'when' },
  model: { maxLength: 8, hiddenSize: 16, layers: 1, heads: 1, dropout: 0, attentionDropout: 0 },
  training: { batchSize: 16, patience: 0 },
};

const asha = {
  strategy: 'asha',
  trials: 5,
  seed: 3,
  space: {
    'training.learningRate': { min: 0.0005, max: 0.02, scale: 'log' },
    'model.lastItemShare': { values: [0.2, 0.5] },
  },
  resources: { minEpochs: 1, maxEpochs: 4, reduction: 2 },
  parallel: { threads: 1, memoryMiB: 4000 },
};

function writeConfig(name: string, search: object, settings: object = shared): void {
  writeFileSync(join(cwd, name), JSON.stringify({ ...settings, search }));
}

interface Line {
  readonly type: string;
  readonly trial: number;
  readonly rung: number;
  readonly value?: number;
  readonly settings?: object;
  readonly curve?: readonly object[];
  readonly reason?: string;
  readonly message?: string;
}

function journal(directory: string): Line[] {
  const text = readFileSync(join(cwd, directory, 'search/journal.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** What was decided and found, without when. */
function decisions(directory: string) {
  return journal(directory)
    .filter(({ type }) => ['begun', 'ended', 'failed'].includes(type))
    .map(({ type, trial, rung, value, settings, curve }) => ({
      type,
      trial,
      rung,
      value,
      settings,
      curve,
    }));
}

beforeAll(() => {
  writeWalks(join(cwd, 'walks.csv'));
  writeConfig('asha.json', asha);
});

describe('an ASHA search', () => {
  let searched: AppResult;
  let result: { winner: { trial: number; settings: Record<string, number> }; trials: object[] };

  beforeAll(async () => {
    searched = await run('search', '--config', 'asha.json', '--output', 'asha', '--json');
    result = JSON.parse(searched.stdout || '{}');
  }, 120_000);

  test('ends well, with a table, a page and all trials', () => {
    expect(searched.stderr).toContain('Trials by their best validation NDCG@10');
    expect(searched.exitCode).toBe(0);
    expect(result.trials).toHaveLength(5);
    expect(readFileSync(join(cwd, 'asha/search/search.html'), 'utf8')).toContain('5 trials by');
    expect(JSON.parse(readFileSync(join(cwd, 'asha/search/results.json'), 'utf8'))).toEqual(result);
  });

  test('trains only some trials to the end, and those from where they paused', () => {
    const ended = journal('asha').filter(({ type }) => type === 'ended');
    const at = (rung: number) => ended.filter((line) => line.rung === rung);
    expect([at(0).length, at(1).length, at(2).length]).toEqual([5, 2, 1]);
    const events = readFileSync(join(cwd, 'asha/events.jsonl'), 'utf8').trim().split('\n');
    const started = events.map((line) => JSON.parse(line)).filter(({ type }) => type === 'started');
    // Three rungs, and the test.
    expect(started.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 4]);
  });

  test('leaves an ordinary run: the bytes that train gives with the settings of the winner', async () => {
    const { settings } = result.winner;
    const { exitCode, stderr } = await run(
      ...['train', '--data', 'walks.csv', ...walkColumns, '--output', 'alone', '--epochs', '4'],
      ...['--max-length', '8', '--hidden-size', '16', '--layers', '1', '--heads', '1'],
      ...['--dropout', '0', '--attention-dropout', '0', '--batch-size', '16', '--patience', '0'],
      ...['--learning-rate', String(settings['training.learningRate']), '--threads', '1'],
      ...['--last-item-share', String(settings['model.lastItemShare'])],
    );
    expect(stderr).toContain('epoch 4');
    expect(exitCode).toBe(0);
    for (const file of ['weights.bin', 'config.json', 'metrics.json']) {
      const [one, other] = ['asha', 'alone'].map((name) => readFileSync(join(cwd, name, file)));
      expect(one?.equals(other ?? Buffer.alloc(0)), file).toBe(true);
    }
    expect((await run('recommend', 'oak', '--artifact', 'asha')).exitCode).toBe(0);
  });

  test('tests the winner alone', () => {
    const tested = (file: string) => readFileSync(join(cwd, file), 'utf8').includes('"evaluated"');
    expect(tested('asha/events.jsonl')).toBe(true);
    for (const trial of readdirSync(join(cwd, 'asha/search/trials'))) {
      const files = readdirSync(join(cwd, 'asha/search/trials', trial));
      expect(files.sort()).toEqual(['events.jsonl', 'tensorboard', 'trial.json']);
      expect(tested(`asha/search/trials/${trial}/events.jsonl`)).toBe(false);
    }
    const lines = journal('asha');
    expect(lines.filter((line) => 'scores' in line).map(({ type }) => type)).toEqual(['finished']);
    expect(lines.at(-1)?.type).toBe('finished');
  });

  test('decides the same whatever the test items are', async () => {
    const rows = walkRows();
    // The last walk of each of the later people ends elsewhere; every tree was met before.
    const last = new Map(rows.map((row, place) => [row.split(',')[0], place]));
    const places = [...last.values()].filter((place) => place > rows.length / 2);
    const names = places.map((place) => rows[place]?.split(',')[1] ?? '');
    for (const [i, place] of places.entries()) {
      const [person, , when] = rows[place]?.split(',') ?? [];
      rows[place] = [person, names[(i + 1) % names.length], when].join();
    }
    writeWalks(join(cwd, 'other-tests.csv'), rows);
    const data = { ...shared.data, files: ['other-tests.csv'] };
    writeConfig('other-tests.json', asha, { ...shared, data });
    const { exitCode } = await run(
      'search',
      '--config',
      'other-tests.json',
      '--output',
      'other-tests',
    );
    expect(exitCode).toBe(0);
    expect(decisions('other-tests')).toEqual(decisions('asha'));
    const scores = (name: string) => readFileSync(join(cwd, name, 'metrics.json'), 'utf8');
    expect(scores('other-tests')).not.toBe(scores('asha'));
  });

  test('killed in the middle it goes on to the same decisions and the same bytes', async () => {
    const app = startApp(['search', '--config', 'asha.json', '--output', 'killed'], { cwd });
    await app.told('trial 2  epoch');
    await setTimeout(700);
    app.process.kill('SIGKILL');
    expect((await app.ended).exitCode).toBe(null);
    expect(existsSync(join(cwd, 'killed/model.json'))).toBe(false);

    // As if the kill had come in the middle of a line.
    const file = join(cwd, 'killed/search/journal.jsonl');
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"type":"ended","tri`);
    const resumed = await run('search', '--resume', 'killed');
    expect(resumed.stderr).toMatch(/resumes after [4-7] results/);
    expect(resumed.exitCode).toBe(0);
    expect(decisions('killed')).toEqual(decisions('asha'));
    for (const name of ['weights.bin', 'config.json', 'metrics.json']) {
      expect(
        readFileSync(join(cwd, 'killed', name)).equals(readFileSync(join(cwd, 'asha', name))),
      ).toBe(true);
    }
  });

  test('resumed after its end it shows the same again and tests nothing', async () => {
    const before = readFileSync(join(cwd, 'asha/search/journal.jsonl'), 'utf8');
    const { exitCode, stdout } = await run('search', '--resume', 'asha', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual(result);
    expect(readFileSync(join(cwd, 'asha/search/journal.jsonl'), 'utf8')).toBe(before);
  });

  test('a journal that was changed is noticed', async () => {
    const app = await run('search', '--config', 'asha.json', '--output', 'asha');
    expect(app.exitCode).toBe(2);
    expect(app.stderr).toContain(
      'asha is not empty: choose another --output, or continue it with --resume asha',
    );
    const file = join(cwd, 'other-tests/search/journal.jsonl');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('"trial":1,"rung":0', '"trial":3,"rung":0'),
    );
    const { exitCode, stderr } = await run('search', '--resume', 'other-tests');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('contradicts itself: with its settings, trial 3 at rung 0');
  });
});

/** Waits until each of these trials of a search has written a checkpoint. */
async function checkpointsOf(name: string, trials: readonly number[]): Promise<void> {
  const written = (trial: number) => {
    const folder = join(cwd, name, 'search/trials', String(trial).padStart(3, '0'), 'checkpoints');
    return existsSync(folder) && readdirSync(folder).some((entry) => entry.startsWith('step-'));
  };
  while (!trials.every(written)) await setTimeout(20);
}

test('a search has its directory alone; Ctrl-C pauses all trials, and a resume continues them', async () => {
  writeConfig('two.json', {
    strategy: 'grid',
    space: { 'training.learningRate': { values: [0.01, 0.005] } },
    // Enough that no trial ends between its first checkpoint and the interrupt.
    resources: { maxEpochs: 200 },
    parallel: { processes: 2, threads: 1, memoryMiB: 4000 },
  });
  const app = startApp(['search', '--config', 'two.json', '--output', 'two'], { cwd });
  await checkpointsOf('two', [0, 1]);
  const second = await run('search', '--resume', 'two');
  expect([second.exitCode, second.stdout]).toEqual([1, '']);
  expect(second.stderr).toContain(`error: two is in use by process ${app.process.pid} since `);
  app.process.kill('SIGINT');
  const { exitCode, stderr } = await app.ended;
  expect(stderr).toMatch(
    /Stopped; what was found is kept\. Continue with:\n.* search --resume two\n/,
  );
  expect(exitCode).toBe(130);
  expect((await run('search', '--resume', 'two')).exitCode).toBe(0);
  const ended = journal('two').filter(({ type }) => type === 'ended');
  expect(ended.map(({ trial }) => trial).sort()).toEqual([0, 1]);
});

test('a trial that fails is noted with its reason, and the search goes on', async () => {
  writeConfig('failing.json', {
    strategy: 'grid',
    space: {
      'model.windowStride': { values: [99, 5] },
      'training.learningRate': { values: [0.01] },
    },
    resources: { maxEpochs: 1 },
  });
  const { exitCode, stdout } = await run(
    'search',
    '--config',
    'failing.json',
    '--output',
    'failing',
  );
  expect(exitCode).toBe(0);
  expect(stdout).toContain('failed');
  const failed = journal('failing').filter(({ type }) => type === 'failed');
  expect(failed).toMatchObject([
    { trial: 0, reason: 'error', message: expect.stringContaining('--window-stride') },
  ]);
});

test('a trial that takes more memory than there is is ended, and said so', async () => {
  writeConfig('large.json', { ...asha, trials: 1, parallel: { memoryMiB: 20 } });
  const { exitCode, stderr } = await run('search', '--config', 'large.json', '--output', 'large');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('every trial failed; the first: took more than the 20 MiB');
  expect(journal('large').find(({ type }) => type === 'failed')?.reason).toBe('memory');
});

describe('usage', () => {
  beforeAll(() => {
    writeConfig('heads.json', { strategy: 'grid', space: { 'model.heads': { values: [3, 1] } } });
  });

  test.each([
    [['search'], 'say what is searched: by --preset, or by --config'],
    [['search', '--resume', 'nowhere'], 'nowhere is not a search'],
    [['search', '--resume', 'x', '--epochs', '2'], 'give no other settings beside it'],
    [
      ['search', '--config', 'heads.json'],
      'heads.json, trial 0: model.heads must divide hiddenSize',
    ],
    [['train', '--config', 'asha.json'], 'search is not a known setting'],
  ])('%j is refused with exit code 2', async (args, sentence) => {
    const { exitCode, stdout, stderr } = await run(...args);
    expect(stderr).toContain(sentence);
    expect([exitCode, stdout]).toEqual([2, '']);
  });
});
