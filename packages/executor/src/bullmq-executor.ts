import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Job, Queue } from 'bullmq';
import type { BullmqPlace } from './bullmq-place.js';
import {
  connectionTo,
  DEFAULT_QUEUE,
  loadBullmq,
  type QueuedJob,
  requireServer,
} from './bullmq-queue.js';
import type { Executor, RunOptions, ShardJob } from './executor.js';
import { type JobReason, jobsFailed } from './run-attempts.js';

/** How often the states of jobs are read. */
const POLL_MS = 250;

/** Jobs stay in Redis for a day, so that a run that lost its connection still sees their end. */
const KEEP = { age: 24 * 3600 };

/**
 * Puts jobs into a queue of Redis, from which workers on any machine take them ({@link runBullmqWorker}). The job of a
 * worker that was killed goes to another one. At an abort, jobs that wait are taken back, and workers end those they have
 * begun.
 */
export function bullmqExecutor(place: BullmqPlace, { cwd }: { readonly cwd: string }): Executor {
  return {
    name: 'workers of a queue in Redis',
    run: async (jobs, options) => {
      const { Queue } = await loadBullmq();
      const queue = new Queue<QueuedJob>(place.queue ?? DEFAULT_QUEUE, {
        connection: connectionTo(place.url),
      });
      try {
        await requireServer(queue, place.url);
        await runQueued(queue, jobs, cwd, options);
      } finally {
        await queue.close();
      }
    },
  };
}

async function runQueued(
  queue: Queue<QueuedJob>,
  jobs: readonly ShardJob[],
  cwd: string,
  { attempts, onEvent = () => {}, signal }: RunOptions,
): Promise<void> {
  signal?.throwIfAborted();
  const run = randomUUID();
  const added = await queue.addBulk(
    jobs.map(({ id, args }, place) => ({
      name: 'shard',
      data: { id, args, cwd },
      opts: {
        jobId: `${run}-${place}`,
        attempts,
        backoff: { type: 'fixed', delay: 2 * POLL_MS },
        removeOnComplete: KEEP,
        removeOnFail: KEEP,
      },
    })),
  );
  if ((await queue.getWorkersCount()) === 0) onEvent({ type: 'no-worker' });
  const open = new Map(added.map((job) => [job.id ?? '', { id: job.data.id, attempt: 0 }]));
  const failures: JobReason[] = [];
  while (open.size > 0) {
    if (signal?.aborted) {
      await Promise.all([...open.keys()].map((id) => takeBack(queue, id)));
      signal.throwIfAborted();
    }
    for (const [key, known] of open) {
      const job = await queue.getJob(key);
      const state = job === undefined ? 'unknown' : await job.getState();
      const attempt = attemptOf(job, state);
      if (attempt > known.attempt) {
        known.attempt = attempt;
        onEvent({ type: 'started', job: known.id, attempt });
      }
      if (state === 'completed') onEvent({ type: 'done', job: known.id });
      else if (state === 'failed' || state === 'unknown') {
        const reason =
          job === undefined ? 'it was removed from the queue' : (job.failedReason ?? 'it failed');
        failures.push({ job: known.id, reason });
        onEvent({ type: 'failed', job: known.id, reason, final: true });
      } else continue;
      open.delete(key);
    }
    if (open.size > 0) await setTimeout(POLL_MS, undefined, { signal }).catch(() => {});
  }
  if (failures.length > 0) throw jobsFailed(failures, jobs.length);
}

/** The number of attempts that have begun, with those that a killed worker left. */
function attemptOf(job: Job | undefined, state: string): number {
  if (job === undefined) return 0;
  const { attemptsStarted } = job;
  return state === 'active' ? Math.max(1, attemptsStarted) : attemptsStarted;
}

/** A job that a worker has begun cannot be removed, and ends there. */
async function takeBack(queue: Queue, id: string): Promise<void> {
  await queue.remove(id).catch(() => {});
}
