import { setTimeout } from 'node:timers/promises';
import { ExecutorError } from './error.js';
import { JobFailure, type RunOptions, type ShardJob } from './executor.js';

/** Before the second attempt; each later one waits as much longer, as what failed may need a while. */
const RETRY_MS = 500;

/** Runs jobs in order, at most `parallel` at a time, each up to `attempts` times. */
export async function runAttempts(
  jobs: readonly ShardJob[],
  { parallel, attempts, onEvent = () => {}, signal }: RunOptions,
  run: (job: ShardJob, attempt: number) => Promise<void>,
): Promise<void> {
  const failures: JobReason[] = [];
  const waiting = jobs.values();
  const finish = async (job: ShardJob): Promise<void> => {
    for (let attempt = 1; !signal?.aborted; attempt += 1) {
      onEvent({ type: 'started', job: job.id, attempt });
      try {
        await run(job, attempt);
        onEvent({ type: 'done', job: job.id });
        return;
      } catch (error) {
        if (!(error instanceof JobFailure)) throw error;
        if (signal?.aborted) return;
        const final = error.final || attempt >= attempts;
        onEvent({ type: 'failed', job: job.id, reason: error.message, final });
        if (final) {
          failures.push({ job: job.id, reason: error.message });
          return;
        }
      }
      // An abort ends the loop.
      await setTimeout(RETRY_MS * attempt, undefined, { signal }).catch(() => {});
    }
  };
  const lanes = Array.from({ length: Math.min(parallel, jobs.length) }, async () => {
    for (const job of waiting) {
      if (signal?.aborted) return;
      await finish(job);
    }
  });
  const ended = await Promise.allSettled(lanes);
  signal?.throwIfAborted();
  for (const lane of ended) if (lane.status === 'rejected') throw lane.reason;
  if (failures.length > 0) throw jobsFailed(failures, jobs.length);
}

export interface JobReason {
  readonly job: string;
  readonly reason: string;
}

/** The error of a run in which jobs failed. */
export function jobsFailed(failures: readonly JobReason[], jobs: number): ExecutorError {
  const shown = failures.slice(0, 3).map(({ job, reason }) => `${job}: ${reason}`);
  const more = failures.length > 3 ? [`${failures.length - 3} more`] : [];
  return new ExecutorError(
    'jobs-failed',
    `${failures.length} of ${jobs} jobs failed (${[...shown, ...more].join('; ')}); the others are done, so the same command makes only these again`,
  );
}
