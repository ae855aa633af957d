import type { BatchNegatives, BatchSource, ModelBatch } from '@org/seqrec-data';
import type { BatchArray } from '@org/step';
import { TrainingError } from './error.js';
import type { ArrayBatch, ArrayBatchSource } from './trainable-model.js';

type Batch = ModelBatch | ArrayBatch;

/** Reads batches one by one, across epochs, from a given epoch and batch. */
export class BatchCursor {
  readonly #source: BatchSource | ArrayBatchSource;
  #epoch: number;
  #batch: number;
  #iterator: Iterator<Batch> | AsyncIterator<Batch> | undefined;

  constructor(source: BatchSource | ArrayBatchSource, epoch: number, batch: number) {
    this.#source = source;
    this.#epoch = epoch;
    this.#batch = batch;
  }

  async next(): Promise<Batch> {
    this.#iterator ??= iteratorOf(this.#source.epoch(this.#epoch, this.#batch));
    const { done, value } = await this.#iterator.next();
    if (done) {
      throw new TrainingError(
        'invalid-option',
        `the batch source ended epoch ${this.#epoch} after ${this.#batch} batches, expected ${this.#source.batchesPerEpoch}`,
      );
    }
    this.#batch += 1;
    if (this.#batch === this.#source.batchesPerEpoch) {
      await this.close();
      this.#epoch += 1;
      this.#batch = 0;
    }
    return value;
  }

  /** Lets the source free its resources. */
  async close(): Promise<void> {
    const iterator = this.#iterator;
    this.#iterator = undefined;
    await iterator?.return?.();
  }
}

function iteratorOf(
  batches: Iterable<Batch> | AsyncIterable<Batch>,
): Iterator<Batch> | AsyncIterator<Batch> {
  return Symbol.asyncIterator in batches
    ? batches[Symbol.asyncIterator]()
    : batches[Symbol.iterator]();
}

/** The arrays of a batch, for the training step. */
export function batchArrays(batch: Batch): Readonly<Record<string, BatchArray>> {
  if ('arrays' in batch) return batch.arrays;
  const { rows, length, targets, ids, positions, labels, weights, negatives } = batch;
  const { times, targetTimes } = batch;
  const perSlot = [rows, length] as const;
  const perTarget = [rows, targets] as const;
  return {
    ids: { data: ids, shape: perSlot },
    ...(times !== undefined && { times: { data: times, shape: perSlot } }),
    ...(targetTimes !== undefined && { targetTimes: { data: targetTimes, shape: perSlot } }),
    ...(positions !== undefined && { positions: { data: positions, shape: perTarget } }),
    labels: { data: labels, shape: perTarget },
    weights: { data: weights, shape: perTarget },
    ...(negatives !== undefined && negativeArrays(negatives, perTarget)),
  };
}

function negativeArrays(
  { per, items, weights, logQ }: BatchNegatives,
  perTarget: readonly [number, number],
): Readonly<Record<string, BatchArray>> {
  const [rows, targets] = perTarget;
  const shape = {
    label: [rows, targets, items.length / (rows * targets)],
    sequence: [rows, items.length / rows],
    batch: [items.length],
  }[per];
  return {
    negatives: { data: items, shape },
    ...(weights !== undefined && { negativeWeights: { data: weights, shape } }),
    ...(logQ !== undefined && { logQ: { data: logQ, shape: [logQ.length] } }),
  };
}

/** The number of sequences and the weight of a batch. */
export function batchTotals(batch: Batch): { sequences: number; weight: number } {
  const { weights } = batchArrays(batch);
  const [rows = 0, targets = 0] = weights?.shape ?? [];
  let weight = 0;
  let sequences = 0;
  for (let row = 0; row < rows; row += 1) {
    const before = weight;
    for (const value of weights?.data.subarray(row * targets, (row + 1) * targets) ?? []) {
      weight += value;
    }
    if (weight > before) sequences += 1;
  }
  return { sequences, weight };
}
