import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startScript } from '../../../testing/kill.js';
import { madeShards, shardJobs, startedShards, startsOf } from '../../../testing/shard-jobs.js';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { bullmqExecutor } from './bullmq-executor.js';
import type { ExecutorEvent, RunOptions } from './executor.js';

const url = process.env.ORG_REDIS_URL;
if (url === undefined) {
  console.warn(
    'most of bullmq-executor.test.ts is skipped: set ORG_REDIS_URL to a Redis server, or run by tools/with-redis',
  );
}

test('a server that is not there is named without its password', async () => {
  const executor = bullmqExecutor({ url: 'redis://:secret@127.0.0.1:43001' }, { cwd: '/' });
  const running = executor.run(shardJobs('/', ['a']), { parallel: 1, attempts: 1 });
  await expect(running).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/^Redis at 127\.0\.0\.1:43001 cannot be used: .*ECONNREFUSED/),
  });
  await expect(running).rejects.not.toThrow('secret');
});

describe.skipIf(url === undefined)('a queue in Redis', () => {
  const place = { url: url ?? '', queue: '' };
  let cwd: string;
  let events: ExecutorEvent[];
  const workers: ChildProcess[] = [];
  beforeEach(() => {
    cwd = temporaryDirectory('test');
    events = [];
    place.queue = `test-${randomUUID()}`;
  });
  afterEach(async () => {
    const ended = workers
      .splice(0)
      .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
      .map(async (worker) => {
        const exit = once(worker, 'exit');
        worker.kill('SIGTERM');
        await exit;
      });
    await Promise.all(ended);
  });

  const worker = async (lock = 2000): Promise<ChildProcess> => {
    const script = new URL('./testing/queue-worker.ts', import.meta.url);
    const child = startScript(script, place.url, place.queue, String(lock));
    workers.push(child);
    if (child.stdout !== null) await once(child.stdout, 'data');
    return child;
  };
  const run = (
    names: readonly string[],
    { milliseconds = 0, ...options }: Partial<RunOptions> & { milliseconds?: number } = {},
  ) =>
    bullmqExecutor(place, { cwd }).run(shardJobs(cwd, names, milliseconds), {
      ...{ parallel: 1, attempts: 2, onEvent: (event) => events.push(event) },
      ...options,
    });

  test('the shard of a worker that is killed in the middle goes to another one, and each is there once', async () => {
    const [first] = await Promise.all([worker(), worker()]);
    const names = ['a', 'b', 'c', 'd', 'e'];
    const running = run(names, { milliseconds: 700 });
    await startedShards(cwd, 2);
    first?.kill('SIGKILL');
    await running;
    expect(Object.keys(madeShards(cwd))).toEqual(names);
    expect(events.filter(({ type }) => type === 'done')).toHaveLength(names.length);
    expect(startsOf(cwd).length).toBeGreaterThanOrEqual(names.length);
  });

  test('a failed job is tried again, a wrong or forbidden one is not, and the others are done', async () => {
    await worker();
    await expect(run(['once', 'bad', 'wrong', 'forbidden', 'a'])).rejects.toMatchObject({
      code: 'jobs-failed',
      message: expect.stringMatching(
        /^3 of 5 jobs failed \((?=.*bad: exit code 1: error: this shard never works)(?=.*wrong: exit code 2: error: no such flag)(?=.*forbidden: not here)/,
      ),
    });
    expect(madeShards(cwd)).toEqual({ a: 1, once: 2 });
    const starts = startsOf(cwd).map(({ shard }) => shard);
    expect(starts.filter((shard) => shard === 'bad')).toHaveLength(2);
    expect(starts.filter((shard) => shard === 'wrong')).toHaveLength(1);
    expect(starts).not.toContain('forbidden');
  });

  test('jobs wait for a worker; an abort takes back those that wait, and the same run makes the rest', async () => {
    const stopping = new AbortController();
    const running = run(['a', 'b', 'c'], { milliseconds: 1500, signal: stopping.signal });
    while (events.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(events).toEqual([{ type: 'no-worker' }]);
    const first = await worker();
    await startedShards(cwd, 1);
    stopping.abort(new Error('stopped'));
    await expect(running).rejects.toThrow('stopped');
    // It ends what it has begun.
    const exit = once(first, 'exit');
    first.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect(madeShards(cwd)).toEqual({ a: 1 });

    await worker();
    await run(['a', 'b', 'c']);
    expect(madeShards(cwd)).toEqual({ a: 1, b: 1, c: 1 });
  });
});
