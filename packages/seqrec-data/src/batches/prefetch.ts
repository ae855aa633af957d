import { Worker } from 'node:worker_threads';
import type { BatchReply, BatchRequest, BatchWorkerData } from '../batch-worker.js';
import { SeqrecDataError } from '../error.js';
import { type TrainingBatchesOptions, type TrainingColumns, trainingBatches } from './batches.js';
import type { BatchSource, ModelBatch } from './model-batch.js';

export interface PrefetchOptions {
  /** Batches that wait or are being made, at most. Default 4. */
  readonly queue?: number;
  /**
   * The script of the thread: `@org/seqrec-data/batch-worker`. Default: `batch-worker.js` beside this module, which is
   * where the package has it; an app that is bundled into one file bundles the script too and gives its URL.
   */
  readonly workerUrl?: URL;
}

export interface PrefetchedBatches extends BatchSource {
  epoch(epoch: number, startBatch?: number): AsyncIterable<ModelBatch>;
  /** Stops the thread. Batches still waited for are rejected. */
  close(): Promise<void>;
}

/**
 * The batches of `trainingBatches`, byte for byte, made in a thread ahead of their use and handed over without a copy.
 * The thread starts with the first batch and does not keep the process alive.
 *
 * Making a batch takes about a millisecond, so this pays only where steps are as short as that, or where the main
 * thread must stay free.
 */
export function prefetchBatches(
  train: TrainingColumns,
  options: TrainingBatchesOptions,
  { queue = 4, workerUrl = new URL('../batch-worker.js', import.meta.url) }: PrefetchOptions = {},
): PrefetchedBatches {
  if (!Number.isInteger(queue) || queue < 1) {
    throw new SeqrecDataError(
      'invalid-option',
      `queue is a whole number of at least 1, got ${queue}`,
    );
  }
  // Checks the options here, where the error is the caller's, and counts the batches.
  const { batchesPerEpoch, meanWeight } = trainingBatches(train, options);
  const { offsets, items, dislikes } = train;
  const columns = { offsets, items, ...(dislikes && { dislikes }) };
  let thread: BatchThread | undefined;

  return {
    batchesPerEpoch,
    meanWeight,
    async *epoch(epoch, startBatch = 0) {
      thread ??= startThread(workerUrl, { train: columns, options });
      const { request } = thread;
      const ahead: Promise<ModelBatch>[] = [];
      let next = startBatch;
      for (let index = startBatch; index < batchesPerEpoch; index += 1) {
        for (; next < Math.min(batchesPerEpoch, index + queue); next += 1) {
          const batch = request(epoch, next);
          // A failure is the reader's once it gets there; one it never reaches must not end the process.
          batch.catch(() => undefined);
          ahead.push(batch);
        }
        yield await (ahead.shift() as Promise<ModelBatch>);
      }
    },
    async close() {
      await thread?.stop();
      thread = undefined;
    },
  };
}

interface BatchThread {
  request(epoch: number, index: number): Promise<ModelBatch>;
  stop(): Promise<void>;
}

interface Waiting {
  resolve(batch: ModelBatch): void;
  reject(error: unknown): void;
}

function startThread(url: URL, data: BatchWorkerData): BatchThread {
  const worker = new Worker(url, { workerData: data });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let failure: SeqrecDataError | undefined;

  const fail = (what: string, cause?: unknown) => {
    failure ??= new SeqrecDataError('worker-failed', `the thread that makes batches ${what}`, {
      cause,
    });
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  };
  const settle = (id: number): Waiting | undefined => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) worker.unref();
    return asked;
  };
  worker.unref();
  worker.on('message', (reply: BatchReply) => {
    const asked = settle(reply.id);
    if ('batch' in reply) asked?.resolve(reply.batch);
    else {
      asked?.reject(
        new SeqrecDataError('worker-failed', 'the thread that makes batches could not make one', {
          cause: reply.error,
        }),
      );
    }
  });
  worker.on('error', (error: Error) => fail(`(${url.href}) failed: ${error.message}`, error));
  worker.on('exit', () => fail('has ended'));

  return {
    request: (epoch, index) =>
      new Promise((resolve, reject) => {
        if (failure) {
          reject(failure);
          return;
        }
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        worker.ref();
        const message: BatchRequest = { id: lastId, epoch, index };
        worker.postMessage(message);
      }),
    async stop() {
      await worker.terminate();
    },
  };
}
