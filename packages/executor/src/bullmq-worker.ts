import { isAbsolute } from 'node:path';
import type { BullmqPlace } from './bullmq-place.js';
import {
  connectionTo,
  DEFAULT_QUEUE,
  loadBullmq,
  type QueuedJob,
  requireServer,
} from './bullmq-queue.js';
import { type ExecutorEvent, JobFailure, type Program } from './executor.js';
import { runProcess } from './job-process.js';

export interface BullmqWorkerOptions {
  /** The program of a job that was added in a directory. */
  readonly program: (cwd: string) => Program;
  /** The most jobs at a time, at least 1. */
  readonly parallel: number;
  /** Why a job must not run here; undefined if it may. Whoever can write to Redis can add jobs. */
  readonly refuse: (args: readonly string[]) => string | undefined;
  /** Ends the worker: it takes no more jobs and finishes those it has. */
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: ExecutorEvent) => void) | undefined;
  /** Called once it takes jobs. */
  readonly onReady?: (() => void) | undefined;
  /** How long a killed worker's job waits before another worker takes it, in milliseconds. Default 30 000. */
  readonly lockMilliseconds?: number | undefined;
}

/** A job that kills its workers is given up after as many. */
const MOST_STALLS = 5;

/**
 * Takes the jobs of a queue until the signal aborts, and runs each as a process. Resolves when the last has ended.
 *
 * @throws ExecutorError `missing-package`, `unavailable`.
 */
export async function runBullmqWorker(
  place: BullmqPlace,
  { program, parallel, refuse, signal, onEvent = () => {}, ...options }: BullmqWorkerOptions,
): Promise<void> {
  const { UnrecoverableError, Worker } = await loadBullmq();
  const { lockMilliseconds = 30_000, onReady = () => {} } = options;
  const worker = new Worker<QueuedJob>(
    place.queue ?? DEFAULT_QUEUE,
    async (job) => {
      const { id, args, cwd } = job.data;
      const reason = wrongJob(job.data) ?? refuse(args);
      if (reason !== undefined) throw new UnrecoverableError(reason);
      onEvent({ type: 'started', job: id, attempt: job.attemptsMade + 1 });
      try {
        // Not stopped by the signal: a job that was begun is finished.
        await runProcess(program(cwd), args);
        onEvent({ type: 'done', job: id });
      } catch (error) {
        const final = error instanceof JobFailure && error.final;
        const text = error instanceof Error ? error.message : String(error);
        onEvent({ type: 'failed', job: id, reason: text, final });
        throw final ? new UnrecoverableError(text) : error;
      }
    },
    {
      connection: connectionTo(place.url),
      autorun: false,
      concurrency: parallel,
      lockDuration: lockMilliseconds,
      stalledInterval: Math.max(500, lockMilliseconds / 4),
      maxStalledCount: MOST_STALLS,
    },
  );
  try {
    await requireServer(worker, place.url);
    const closing = new Promise<void>((resolve) => {
      const close = (): void => resolve(worker.close());
      if (signal?.aborted) close();
      signal?.addEventListener('abort', close, { once: true });
    });
    const running = worker.run();
    onReady();
    await Promise.race([running, closing]);
    await closing;
  } finally {
    await worker.close();
  }
}

/** Anything may be in Redis. */
function wrongJob({ args, cwd }: Partial<Record<keyof QueuedJob, unknown>>): string | undefined {
  const isCommand = Array.isArray(args) && args.every((arg) => typeof arg === 'string');
  return isCommand && typeof cwd === 'string' && isAbsolute(cwd)
    ? undefined
    : 'this is no job of a run of shards';
}
