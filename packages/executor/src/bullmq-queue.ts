import type { EventEmitter } from 'node:events';
import type { ConnectionOptions } from 'bullmq';
import { ExecutorError } from './error.js';

/** What a job in the queue holds. */
export interface QueuedJob {
  readonly id: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

export const DEFAULT_QUEUE = 'seqrec-shards';

/** How long the server may take to answer before it counts as absent. */
const CONNECT_MS = 5_000;

/** @throws ExecutorError `missing-package`. */
export async function loadBullmq(): Promise<typeof import('bullmq')> {
  try {
    // BullMQ loads it by itself, but says nothing that helps where it is missing.
    await import('ioredis');
    return await import('bullmq');
  } catch (cause) {
    const isMissing =
      cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    const reason = isMissing
      ? 'which are not both installed: npm i bullmq ioredis'
      : `which do not load: ${String(cause)}`;
    throw new ExecutorError(
      'missing-package',
      `the executor bullmq needs the packages bullmq and ioredis, ${reason}`,
      cause,
    );
  }
}

export function connectionTo(url: string): ConnectionOptions {
  // Commands wait for a server that restarts, however long that takes.
  return { url, maxRetriesPerRequest: null };
}

/** Waits until the server answers. @throws ExecutorError `unavailable`, with the host and without the password. */
export async function requireServer(
  queue: EventEmitter & { waitUntilReady(): Promise<unknown> },
  url: string,
): Promise<void> {
  let last: Error | undefined;
  const heard = (error: Error): void => {
    last = error;
  };
  queue.on('error', heard);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(last ?? new Error('no answer')), CONNECT_MS);
  });
  try {
    await Promise.race([queue.waitUntilReady(), late]);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new ExecutorError(
      'unavailable',
      `Redis at ${hostOf(url)} cannot be used: ${reason.split('\n')[0]}`,
      cause,
    );
  } finally {
    clearTimeout(timer);
  }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'this address';
}
