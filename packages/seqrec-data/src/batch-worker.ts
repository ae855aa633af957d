/** The entry of the thread that `prefetchBatches` starts. */
import { parentPort, workerData } from 'node:worker_threads';
import {
  type TrainingBatchesOptions,
  type TrainingColumns,
  trainingBatches,
} from './batches/batches.js';
import type { ModelBatch } from './batches/model-batch.js';

export interface BatchWorkerData {
  readonly train: TrainingColumns;
  readonly options: TrainingBatchesOptions;
}

export interface BatchRequest {
  readonly id: number;
  readonly epoch: number;
  readonly index: number;
}

/** The answer to the request of the same id. */
export type BatchReply =
  | { readonly id: number; readonly batch: ModelBatch }
  | { readonly id: number; readonly error: unknown };

const { train, options } = workerData as BatchWorkerData;
const source = trainingBatches(train, options);

parentPort?.on('message', ({ id, epoch, index }: BatchRequest) => {
  try {
    const batch = source.batch(epoch, index);
    const { ids, positions, labels, weights, negatives } = batch;
    // Not `logQ`, which all batches have: it is copied.
    const extra = [negatives?.items, negatives?.weights].filter((array) => array !== undefined);
    const arrays = [ids, positions, labels, weights, ...extra];
    const reply: BatchReply = { id, batch };
    parentPort?.postMessage(
      reply,
      arrays.map(({ buffer }) => buffer as ArrayBuffer),
    );
  } catch (error) {
    const reply: BatchReply = { id, error };
    parentPort?.postMessage(reply);
  }
});
