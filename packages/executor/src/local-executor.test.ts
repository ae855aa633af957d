import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import {
  madeShards,
  shardJobs,
  shardProgram,
  startedShards,
  startsOf,
} from '../../../testing/shard-jobs.js';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import type { ExecutorEvent, RunOptions } from './executor.js';
import { localExecutor } from './local-executor.js';

let cwd: string;
let events: ExecutorEvent[];
beforeEach(() => {
  cwd = temporaryDirectory('test');
  events = [];
});

const run = (
  names: readonly string[],
  { milliseconds = 0, ...options }: Partial<RunOptions> & { milliseconds?: number } = {},
) =>
  localExecutor(shardProgram(cwd)).run(shardJobs(cwd, names, milliseconds), {
    ...{ parallel: 2, attempts: 3, onEvent: (event) => events.push(event) },
    ...options,
  });

test('runs every job once, never more at a time than allowed', async () => {
  await run(['a', 'b', 'c', 'd', 'e'], { milliseconds: 100 });
  expect(madeShards(cwd)).toEqual({ a: 1, b: 1, c: 1, d: 1, e: 1 });
  let running = 0;
  let most = 0;
  for (const sign of readFileSync(join(cwd, 'running'), 'utf8')) {
    running += sign === '+' ? 1 : -1;
    most = Math.max(most, running);
  }
  expect(most).toBeLessThanOrEqual(2);
  expect(events.filter(({ type }) => type === 'done')).toHaveLength(5);
});

test('a process that is killed in the middle is started again, and its shard is there once', async () => {
  const running = run(['a', 'b'], { milliseconds: 1500 });
  await startedShards(cwd, 2);
  const { shard, pid } = startsOf(cwd)[0] ?? { shard: '', pid: 0 };
  process.kill(pid, 'SIGKILL');
  await running;
  expect(madeShards(cwd)).toEqual({ a: 1, b: 1, [shard]: 2 });
  expect(events).toContainEqual({
    ...{ type: 'failed', job: shard, reason: 'signal SIGKILL', final: false },
  });
});

test('a job that fails at every attempt is named with what it printed, and the others are done', async () => {
  await expect(run(['bad', 'a', 'once'], { attempts: 2 })).rejects.toMatchObject({
    code: 'jobs-failed',
    message:
      '1 of 3 jobs failed (bad: exit code 1: error: this shard never works); the others are done, so the same command makes only these again',
  });
  expect(madeShards(cwd)).toEqual({ a: 1, once: 2 });
  expect(startsOf(cwd).filter(({ shard }) => shard === 'bad')).toHaveLength(2);
});

test('a wrong command line is not tried again', async () => {
  await expect(run(['wrong'], { attempts: 5 })).rejects.toThrow('exit code 2: error: no such flag');
  expect(startsOf(cwd)).toHaveLength(1);
});

test('a program that does not exist is a failure of each job', async () => {
  const missing = localExecutor({ command: ['/nowhere/program'], cwd });
  await expect(missing.run(shardJobs(cwd, ['a']), { parallel: 1, attempts: 1 })).rejects.toThrow(
    'ENOENT',
  );
});

test('after an abort, the same run makes only what is missing', async () => {
  const stopping = new AbortController();
  const names = ['a', 'b', 'c', 'd'];
  const stopped = run(names, {
    ...{ milliseconds: 300, parallel: 1, signal: stopping.signal },
    onEvent: (event: ExecutorEvent) => {
      if (event.type === 'started' && event.job === 'c') {
        void startedShards(cwd, 3).then(() => stopping.abort(new Error('stopped')));
      }
    },
  });
  await expect(stopped).rejects.toThrow('stopped');
  expect(madeShards(cwd)).toEqual({ a: 1, b: 1 });
  await run(names, { milliseconds: 0 });
  expect(madeShards(cwd)).toEqual({ a: 1, b: 1, c: 2, d: 1 });
});
