import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { type RunningApp, runApp, runShell, startApp } from './testing/run-app.js';
import { walkColumns, writeWalks } from './testing/walks.js';

const cwd = temporaryDirectory();

const run = (...args: string[]) => runApp(args, { cwd });

const data = ['--data', 'walks.csv', ...walkColumns];
const tiny = [
  ['--max-length', '8', '--hidden-size', '16', '--layers', '1', '--heads', '1'],
  ['--batch-size', '16', '--patience', '0'],
].flat();
/** More epochs than any test waits for. */
const endless = ['train', ...data, ...tiny, '--epochs', '5000'];

beforeAll(async () => {
  writeWalks(join(cwd, 'walks.csv'));
  const whole = ['train', ...data, ...tiny, '--epochs', '1', '--output', 'whole'];
  expect((await run(...whole)).exitCode).toBe(0);
}, 60_000);

/** Starts a training and waits for its first checkpoint. */
async function training(output: string): Promise<RunningApp> {
  const app = startApp([...endless, '--output', output], { cwd });
  await app.told('epoch    2 ');
  return app;
}

function checkpoints(output: string): string[] {
  return readdirSync(join(cwd, output, 'checkpoints')).filter((name) => name.startsWith('step-'));
}

function steps(output: string): number[] {
  return checkpoints(output).map((name) => Number(name.slice('step-'.length)));
}

describe.skipIf(process.platform === 'win32')('a training', () => {
  test.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('leaves a checkpoint at %s and exits with %i', async (signal, code) => {
    const app = await training(signal);
    app.process.kill(signal);
    const { exitCode, stdout, stderr } = await app.ended;
    expect([exitCode, stdout]).toEqual([code, '']);
    const [, step] = /Stopped after step (\d+); a checkpoint is written/.exec(stderr) ?? [];
    expect(steps(signal)).toContain(Number(step));
    expect(stderr).toMatch(new RegExp(`train --resume ${signal}\n$`));
  });

  test('leaves a checkpoint when nobody reads stderr any more, and exits as by SIGPIPE', async () => {
    const app = await training('unread');
    const close = once(app.process, 'close');
    // The closed stderr has no end to collect.
    app.ended.catch(() => {});
    app.process.stderr?.destroy();
    expect(await close).toEqual([141, null]);
    expect(checkpoints('unread').length).toBeGreaterThan(0);
    expect(readdirSync(join(cwd, 'unread')).filter((name) => name.startsWith('.lock'))).toEqual([]);
  });

  test('has its directory alone until it ends, even by SIGKILL', async () => {
    const app = await training('held');
    const second = await run('train', '--resume', 'held');
    const third = await run(...endless, '--output', 'held');
    for (const { exitCode, stdout, stderr } of [second, third]) {
      expect([exitCode, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(
        new RegExp(
          `error: held is in use by process ${app.process.pid} since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d: wait for its end, or stop it with kill ${app.process.pid}\n$`,
        ),
      );
    }
    const soFar = await run('recommend', 'oak', '--artifact', 'held');
    expect(soFar.stderr).toMatch(
      new RegExp(
        `^warning: held is still training in process ${app.process.pid}, now after epoch \\d+ of 5000; this is its best checkpoint, of epoch`,
      ),
    );
    expect(soFar.exitCode).toBe(0);
    app.process.kill('SIGKILL');
    await app.ended;
    expect(readdirSync(join(cwd, 'held')).some((name) => name.startsWith('.lock'))).toBe(true);
    const left = await run('recommend', 'oak', '--artifact', 'held');
    expect(left.stderr).toMatch(/^warning: held was stopped after epoch .* --resume held`\n/);
    expect(left.stdout).toContain(' 1. ');

    const resumed = startApp(['train', '--resume', 'held'], { cwd });
    await resumed.told('resumes after step');
    resumed.process.kill('SIGINT');
    expect((await resumed.ended).exitCode).toBe(130);
    expect(readdirSync(join(cwd, 'held')).some((name) => name.startsWith('.lock'))).toBe(false);
  });

  test('two at the same time without --output get a directory each', async () => {
    const short = ['train', ...data, ...tiny, '--epochs', '1'];
    const both = await Promise.all([run(...short), run(...short)]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(readdirSync(join(cwd, 'runs')).sort()).toEqual(['bert4rec-walks', 'bert4rec-walks-2']);
  });

  test('that cannot write a checkpoint names the file and the last one that is whole', async () => {
    const app = await training('limited');
    app.process.kill('SIGTERM');
    await app.ended;
    const last = Math.max(...steps('limited'));
    const { exitCode, stderr } = await runShell('ulimit -f 16; seqrec train --resume limited', {
      cwd,
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      new RegExp(
        `^error: limited/checkpoints/step-\\d+/tensors.safetensors cannot be written: the file is larger than a limit allows; the checkpoint of step ${last} is whole: when there is room, continue with --resume limited$`,
        'm',
      ),
    );
    expect(stderr).toMatch(
      /^warning: a log is incomplete: .*events\.jsonl cannot be written: the/m,
    );
    expect(Math.max(...steps('limited'))).toBe(last);
    const resumed = startApp(['train', '--resume', 'limited'], { cwd });
    await resumed.told(`resumes after step ${last}`);
    resumed.process.kill('SIGINT');
    expect((await resumed.ended).exitCode).toBe(130);
  });
});

describe.skipIf(!existsSync('/dev/full'))('stdout', () => {
  test.each(['recommend oak --artifact whole', 'recommend oak --artifact whole --json', '--help'])(
    'on a full disk is one sentence and a failure: %s',
    async (command) => {
      const { exitCode, stderr } = await runShell(`seqrec ${command} >/dev/full`, { cwd });
      expect(stderr.match(/error: .*/g)).toEqual([
        'error: the result cannot be written to stdout: the disk is full',
      ]);
      expect(exitCode).toBe(1);
    },
  );

  test('that is closed early ends quietly', async () => {
    const { stdout, stderr } = await runShell(
      '{ seqrec evaluate --artifact whole --output head; echo "exit $?" >&2; } | head -n 1',
      { cwd },
    );
    expect(stdout).toBe(
      'Test: leave-one-out, 120 users, full ranking, items of the history left out\n',
    );
    expect(stderr).toMatch(/exit 0\n$/);
    expect(stderr).not.toMatch(/error|EPIPE/);
    expect(existsSync(join(cwd, 'head/evaluation.json'))).toBe(true);
  });
});

describe.skipIf(process.platform === 'win32')('where nothing can be written', () => {
  /** Root may write everywhere, so the tests of root type as nobody. */
  const uid = process.getuid?.() === 0 ? 65_534 : undefined;
  const cache = ['--cache', 'open/cache'];

  beforeAll(() => {
    chmodSync(cwd, 0o755);
    mkdirSync(join(cwd, 'closed'));
    cpSync(join(cwd, 'whole'), join(cwd, 'closed/whole'), { recursive: true });
    mkdirSync(join(cwd, 'open'));
    chmodSync(join(cwd, 'open'), 0o777);
    for (const name of ['', 'whole', 'whole/checkpoints']) {
      chmodSync(join(cwd, 'closed', name), 0o555);
    }
    expect(statSync(join(cwd, 'closed')).mode & 0o222).toBe(0);
  });
  afterAll(() => {
    for (const name of ['', 'whole', 'whole/checkpoints']) {
      chmodSync(join(cwd, 'closed', name), 0o755);
    }
  });

  test.each([
    [['train', ...data, ...tiny, ...cache, '--output', 'closed/run'], 'closed/run', '--output'],
    [['train', ...data, ...tiny, '--cache', 'closed/cache'], 'closed/cache/', '--cache'],
    [['prepare', ...data, '--cache', 'closed/cache'], 'closed/cache/', '--cache'],
    [['prepare', ...data, ...cache, '--to', 'closed/dataset'], 'closed/dataset', '--to'],
    [['evaluate', '--artifact', 'closed/whole', ...cache], 'closed/whole', '--output'],
    [['export', '--artifact', 'closed/whole'], 'closed/whole/model.onnx', '--to'],
    [['report', 'closed/whole'], 'closed/whole/report.html', '--output'],
    [
      ['recommend', '--all-users', '--artifact', 'whole', ...cache, '--output', 'closed/lists.csv'],
      'closed',
      '--output',
    ],
  ])('%j is refused by the place and the flag for another', async (args, place, flag) => {
    const { exitCode, stdout, stderr } = await runApp(
      args,
      uid === undefined ? { cwd } : { cwd, uid },
    );
    expect(stderr.match(/error: .*/g)).toEqual([
      expect.stringMatching(
        new RegExp(
          `error: ${place}.* cannot be written: permission denied; choose another .* ${flag}$`,
        ),
      ),
    ]);
    expect([exitCode, stdout]).toEqual([1, '']);
  });

  test('a run can be read, but not resumed', async () => {
    const options = uid === undefined ? { cwd } : { cwd, uid };
    const recommended = await runApp(['recommend', 'oak', '--artifact', 'closed/whole'], options);
    expect(recommended.exitCode).toBe(0);
    const resumed = await runApp(['train', '--resume', 'closed/whole'], options);
    expect(resumed.stderr).toContain(
      'error: closed/whole cannot be written: permission denied; copy it to where you can write, and resume the copy',
    );
    expect(resumed.exitCode).toBe(1);
  });
});
