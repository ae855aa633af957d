import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { runApp, startApp } from './testing/run-app.js';

const cwd = temporaryDirectory();
const run = (...args: string[]) => runApp(args, { cwd });
const read = (file: string) => readFileSync(join(cwd, file), 'utf8');
const all = ['recommend', '--all-users', '--artifact', 'songs', '-k', '3'];

// More users than three batches of 256, each of whom plays four of 20 songs.
beforeAll(async () => {
  const rows = Array.from({ length: 900 }, (_, person) =>
    Array.from(
      { length: 4 },
      (__, play) => `p${person},song ${(person * 7 + play * 5) % 20},${play}`,
    ),
  ).flat();
  writeFileSync(join(cwd, 'plays.csv'), ['user,item,timestamp', ...rows].join('\n'));
  const trained = await run(
    ...['train', '--data', 'plays.csv', '--model', 'sasrec', '--max-length', '4', '--layers', '1'],
    ...['--hidden-size', '8', '--heads', '1', '--epochs', '1', '--resamples', '5'],
    ...['--output', 'songs'],
  );
  expect(trained.exitCode, trained.stderr).toBe(0);
  for (const file of ['lists.jsonl', 'lists.csv']) {
    const made = await run(...all, '--output', file);
    expect(made.exitCode, made.stderr).toBe(0);
  }
}, 120_000);

test('the shards have, together, the bytes of the undivided command', async () => {
  const output = 'parts/lists.csv';
  const sharded = await run(
    ...['run-shards', '--shards', '3', '--parallel', '2', '--', ...all, '--output', output],
  );
  expect(sharded.exitCode, sharded.stderr).toBe(0);
  expect(sharded.stdout).toContain(`900 lists of 3 shards in ${output}`);
  expect(read(output)).toBe(read('lists.csv'));
});

test('lists of a dataset in several files are those of a dataset in one', async () => {
  const cache = ['--cache', 'cache-of-parts'];
  const prepared = await run('prepare', '--data', 'plays.csv', '--shards', '3', ...cache, '--json');
  const { directory } = JSON.parse(prepared.stdout);
  expect(readdirSync(directory).filter((name) => name.endsWith('.arrow'))).toHaveLength(3);
  const made = await run(...all, ...cache, '--output', 'of-parts.jsonl');
  expect(made.stderr).toContain('(prepared before)');
  expect(read('of-parts.jsonl')).toBe(read('lists.jsonl'));
});

test('an evaluation reads a dataset file by file, with the numbers of a dataset in one', async () => {
  const evaluate = async (place: string, ...args: string[]) => {
    const common = ['--artifact', 'songs', '--resamples', '5', '--baselines', 'popularity'];
    const done = await run('evaluate', ...common, '--output', place, ...args);
    expect(done.exitCode, done.stderr).toBe(0);
    const { protocols, examples, dataset } = JSON.parse(read(`${place}/evaluation.json`));
    for (const { scorers } of protocols) for (const scorer of scorers) delete scorer.seconds;
    return { protocols, examples, dataset };
  };
  const whole = await evaluate('of-one');
  expect(await evaluate('of-three', '--cache', 'cache-of-parts')).toEqual(whole);
  // A fitted baseline needs the whole training part.
  const fitted = ['--baselines', 'popularity,markov'];
  expect(await evaluate('fitted-three', ...fitted, '--cache', 'cache-of-parts')).toEqual(
    await evaluate('fitted-one', ...fitted),
  );
}, 120_000);

test('a preparation in shards that was killed goes on', async () => {
  const prepare = ['prepare', '--data', 'plays.csv', '--shards', '40', '--min-item-events', '2'];
  const journal = () => {
    const file = join(cwd, 'killed/.preparing-songs/journal');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  let signal: NodeJS.Signals | null = null;
  // It may end before the kill.
  while (signal !== 'SIGKILL') {
    rmSync(join(cwd, 'killed'), { recursive: true, force: true });
    const { process: app } = startApp([...prepare, '--to', 'killed/songs'], { cwd });
    const exit = once(app, 'exit');
    while (app.exitCode === null && !journal().includes('"stage":"filter","number":2')) {
      await delay(1);
    }
    app.kill('SIGKILL');
    [, signal] = await exit;
  }
  const resumed = await run(...prepare, '--to', 'killed/songs', '--json');
  expect(resumed.exitCode, resumed.stderr).toBe(0);
  expect(resumed.stderr).toContain('resumes  the interrupted preparation: ');
  expect(readdirSync(join(cwd, 'killed'))).toEqual(['songs']);
  const unbroken = await run(...prepare, '--to', 'unbroken/songs', '--json');
  expect(unbroken.stderr).not.toContain('resumes');
  for (const name of readdirSync(join(cwd, 'unbroken/songs'))) {
    expect(read(`killed/songs/${name}`), name).toBe(read(`unbroken/songs/${name}`));
  }
}, 120_000);

test('a shard that is there is not made again, unless the settings changed', async () => {
  const shard = (...args: string[]) =>
    run(...all, '--output', 'some.jsonl', '--shard', '2/2', ...args);
  const part = join(cwd, 'some.jsonl.shards/00002-of-00002.part.jsonl');
  const first = await shard();
  expect(first.exitCode, first.stderr).toBe(0);
  expect(first.stdout).toContain('388 lists of at most 3 items in shard 2/2 of some.jsonl');
  const { ino } = statSync(part);
  expect((await shard()).stdout).toContain(
    '388 lists of at most 3 items in shard 2/2, made before,',
  );
  expect(statSync(part).ino).toBe(ino);
  expect((await shard('--exclude', 'song 1')).stdout).not.toContain('made before');
  expect(statSync(part).ino).not.toBe(ino);

  const missing = await run('merge-shards', 'some.jsonl');
  expect([missing.exitCode, missing.stderr]).toEqual([
    1,
    `error: ${join(cwd, 'some.jsonl.shards')} lacks shard 1/2: make what is missing, then merge\n`,
  ]);
  await run(...all, '--output', 'some.jsonl', '--shard', '1/2');
  const foreign = await run('merge-shards', 'some.jsonl');
  expect(foreign.stderr).toContain('shard 2/2 was made from other inputs than shard 1 (exclude ');
});

test('a run that is interrupted keeps its shards, and the same command makes the others', async () => {
  const command = ['run-shards', '--shards', '4', '--', ...all, '--output', 'stopped.jsonl'];
  const app = startApp(command, { cwd });
  const shards = join(cwd, 'stopped.jsonl.shards');
  const made = () => {
    try {
      return readdirSync(shards).filter((name) => name.endsWith('.json'));
    } catch {
      return [];
    }
  };
  while (made().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  app.process.kill('SIGINT');
  const stopped = await app.ended;
  expect(stopped.exitCode).toBe(130);
  expect(stopped.stderr).toMatch(
    /error: stopped: \d of 4 shards are done; the same command makes the others/,
  );
  const before = new Map(made().map((name) => [name, statSync(join(shards, name)).ino]));
  expect(before.size).toBeLessThan(4);
  const again = await run(...command);
  expect(again.exitCode, again.stderr).toBe(0);
  for (const [name, ino] of before) expect(statSync(join(shards, name)).ino).toBe(ino);
  expect(read('stopped.jsonl')).toBe(read('lists.jsonl'));
});

test('data that is prepared in shards is the same data, and other commands find it', async () => {
  const data = ['--data', 'plays.csv', '--min-item-events', '2', '--cache', 'kept'];
  const sharded = await run('prepare', ...data, '--shards', '3', '--json');
  expect(sharded.exitCode, sharded.stderr).toBe(0);
  const { directory, contentHash, cached } = JSON.parse(sharded.stdout);
  expect(cached).toBe(false);
  expect(readdirSync(directory).sort()).toEqual([
    ...['dataset.json', 'items.jsonl'],
    ...[1, 2, 3].map((shard) => `sequences-0000${shard}-of-00003.arrow`),
  ]);
  const whole = await run('prepare', ...data, '--cache', 'other', '--json');
  expect(JSON.parse(whole.stdout).contentHash).toBe(contentHash);
  for (const args of [['--shards', '3'], []]) {
    const again = await run('prepare', ...data, ...args, '--to', 'copy', '--json');
    expect(JSON.parse(again.stdout).contentHash).toBe(contentHash);
  }
  const found = await run('inspect', ...data);
  expect(found.stderr).toContain('(prepared before)');
});

test.each([
  [['--shards', '2', '--', 'train'], 'run-shards runs recommend --all-users, got "train"'],
  [['--shards', '2', '--', ...all], 'recommend --all-users needs --output'],
  [['--shards', '2', '--', ...all, '--output', 'x.csv', '--shard', '1/2'], 'adds --shard itself'],
  [['--shards', '2', '--executor', 'x', '--', ...all, '--output', 'x.csv'], 'an executor is local'],
])('run-shards refuses %j', async (args, sentence) => {
  const { exitCode, stderr } = await run('run-shards', ...args);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(sentence)]);
});

test('--shard goes with --all-users and is written i/N', async () => {
  const alone = await run('recommend', 'song 1', '--artifact', 'songs', '--shard', '1/2');
  expect([alone.exitCode, alone.stderr]).toEqual([
    2,
    expect.stringContaining('flags of data, --output and --shard go with --all-users'),
  ]);
  const wrong = await run(...all, '--output', 'x.csv', '--shard', '3/2');
  expect([wrong.exitCode, wrong.stderr]).toEqual([
    2,
    expect.stringContaining('a shard is written i/N'),
  ]);
});

const redis = process.env.ORG_REDIS_URL;
if (redis === undefined) {
  console.warn('the workers of shards.test.ts are skipped: run it by tools/with-redis');
}

test.skipIf(redis === undefined)(
  'workers of a queue make the same bytes, one of them killed',
  async () => {
    const executor = `bullmq:${redis}?queue=test-${process.pid}`;
    const workers = [1, 2].map(() =>
      startApp(['shard-worker', '--executor', executor, '--lock', '2'], { cwd }),
    );
    await Promise.all(workers.map(({ told }) => told('takes shards')));
    const output = 'queued.jsonl';
    const sharded = run(
      ...['run-shards', '--shards', '4', '--executor', executor, '--', ...all, '--output', output],
    );
    await workers[0]?.told('begins');
    workers[0]?.process.kill('SIGKILL');
    const { exitCode, stderr } = await sharded;
    expect(exitCode, stderr).toBe(0);
    expect(read(output)).toBe(read('lists.jsonl'));
    workers[1]?.process.kill('SIGTERM');
    expect((await workers[1]?.ended)?.exitCode).toBe(0);
    rmSync(join(cwd, `${output}.shards`), { recursive: true });
  },
  120_000,
);
