import { setting } from '../advice.js';
import { requireItemsInCatalogue } from '../dataset/item-range.js';
import { type ReadTimes, rowTimes } from '../dataset/row-times.js';
import type { Sequences, Timestamps } from '../dataset/sequences.js';
import { SeqrecDataError } from '../error.js';
import { requireWhole } from '../whole-number.js';
import { type NegativesOptions, type NegativesWriter, negativesWriter } from './batch-negatives.js';
import { type EpochPlan, type PlannedBatch, planBatches } from './batch-plan.js';
import { bucketIndex, checkedLengthBuckets } from './length-buckets.js';
import type { BatchSource, ModelBatch } from './model-batch.js';
import { type Objective, sampleWriter } from './objective.js';
import { slidingWindows, type Windows } from './windows.js';

/** Plain JSON, so that another process can make the same batches. */
export interface TrainingBatchesOptions {
  readonly objective: Objective;
  /** V. */
  readonly itemCount: number;
  /** The longest row, in slots. */
  readonly maxLength: number;
  /** B, of every batch. */
  readonly batchSize: number;
  /** 0 or more. */
  readonly seed: number;
  /** Ascending lengths that rows are padded to; the last is `maxLength`. Default: `defaultLengthBuckets`. */
  readonly buckets?: readonly number[];
  /**
   * The distance between the windows of a sequence longer than `maxLength`, in items, 1..maxLength; `'newest'` trains
   * only on the newest window, as SASRec does. Default `maxLength`: the fewest windows that cover every item.
   */
  readonly windowStride?: number | 'newest';
  /** Fills `ModelBatch.times` for a model that reads times; the sequences need timestamps. Default: no times. */
  readonly times?: ReadTimes | undefined;
  /** Fills `ModelBatch.negatives`. Default: none. */
  readonly negatives?: NegativesOptions;
}

/** One shape of batches. */
export interface BatchShape {
  readonly rows: number;
  readonly length: number;
  readonly targets: number;
  /** The number of batches of this shape in an epoch. */
  readonly batches: number;
}

export interface TrainingBatches extends BatchSource {
  readonly meanWeight: number;
  /** The number of windows; each is in exactly one batch of an epoch. */
  readonly samplesPerEpoch: number;
  /** Every shape, shortest first. */
  readonly shapes: readonly BatchShape[];
  /** Batch `index`, 0..batchesPerEpoch - 1, of an epoch counted from 0. Each call makes a new batch. */
  batch(epoch: number, index: number): ModelBatch;
  epoch(epoch: number, startBatch?: number): Iterable<ModelBatch>;
}

/** The columns of `Sequences` that batches read. */
export type TrainingColumns = Pick<Sequences, 'offsets' | 'items' | 'timestamps' | 'dislikes'>;

/**
 * Training batches of one length bucket each; all batches of a bucket have the shape `[batchSize, T]`. A batch with fewer
 * samples ends with empty rows (PAD, weights 0).
 *
 * Batch k of epoch e is a pure function of the sequences, the options, e and k, so training can resume anywhere without
 * a replay. Sample order, masks and negatives come from random streams named (seed, epoch, sample), or (seed, epoch,
 * batch) for shared negatives.
 */
export function trainingBatches(
  train: TrainingColumns,
  options: TrainingBatchesOptions,
): TrainingBatches {
  const { itemCount, maxLength, batchSize, seed } = options;
  requireWhole('itemCount', itemCount, 1);
  requireWhole('batchSize', batchSize, 1);
  requireWhole('seed', seed, 0);
  requireItemsInCatalogue(train, itemCount);
  const lengths = checkedLengthBuckets(maxLength, options.buckets);
  const writer = sampleWriter(options.objective, { itemCount, seed });
  const windows = slidingWindows(train, {
    size: maxLength + writer.extraItems,
    stride: options.windowStride ?? maxLength,
    minItems: writer.minItems,
  });
  if (windows.count === 0) {
    throw new SeqrecDataError(
      'empty-dataset',
      `none of the ${train.offsets.length - 1} training sequences has the ${writer.minItems} items that the ${options.objective.kind} objective needs; loosen the filters or the split`,
    );
  }
  const { times } = options;
  const timestamps = times && requireTimestamps(train);
  const negatives =
    options.negatives && negativesWriter(train, { ...options.negatives, itemCount, seed });
  const plan = planBatches({
    buckets: windowBuckets(windows, lengths, writer.extraItems),
    bucketCount: lengths.length,
    batchSize,
    seed,
  });
  const shapes = lengths.map(
    (length, bucket): BatchShape => ({
      rows: batchSize,
      length,
      targets: writer.targets(length),
      batches: plan.batchesOf[bucket] ?? 0,
    }),
  );
  const batchesPerEpoch = shapes.reduce((sum, { batches }) => sum + batches, 0);

  let weight = 0;
  for (const [i, start] of windows.starts.entries()) {
    weight += writer.meanTargets((windows.ends[i] as number) - start);
  }

  let latest: { readonly epoch: number; readonly plan: EpochPlan } | undefined;
  const planOf = (epoch: number): EpochPlan => {
    if (latest?.epoch !== epoch) latest = { epoch, plan: plan.epoch(epoch) };
    return latest.plan;
  };

  const makeBatch = (epoch: number, index: number): ModelBatch => {
    requireWhole('epoch', epoch, 0);
    const { order, batches } = planOf(epoch);
    const planned: PlannedBatch | undefined = batches[index];
    const shape = planned && shapes[planned.bucket];
    if (planned === undefined || shape === undefined) {
      throw new SeqrecDataError(
        'invalid-option',
        `batch ${index} is not in 0..${batchesPerEpoch - 1} of an epoch`,
      );
    }
    const batch = emptyBatch(shape, {
      everySlot: writer.everySlot,
      times,
      negatives,
    });
    for (let place = planned.start; place < planned.end; place += 1) {
      const sample = order[place] as number;
      const row = place - planned.start;
      const [start, end] = [windows.starts[sample] as number, windows.ends[sample] as number];
      const items = train.items.subarray(start, end);
      writer.write(batch, row, { items, index: sample, epoch });
      if (times !== undefined && timestamps !== undefined) {
        const all = rowTimes(timestamps.subarray(start, end), times.unit);
        // The row's slots read all events of the window, except for a last one that is only a label.
        const read = all.length - writer.extraItems;
        const first = (row + 1) * batch.length - read;
        batch.times?.set(all.subarray(0, read), first);
        batch.targetTimes?.set(all.subarray(writer.extraItems), first);
      }
      const sequence = windows.rows[sample] as number;
      negatives?.writeRow(batch, row, { sequence, index: sample, epoch });
    }
    negatives?.writeShared(batch, { epoch, index });
    return batch;
  };

  return {
    batchesPerEpoch,
    meanWeight: weight / batchesPerEpoch,
    samplesPerEpoch: windows.count,
    shapes: shapes.filter(({ batches }) => batches > 0),
    batch: makeBatch,
    *epoch(epoch, startBatch = 0) {
      requireWhole('startBatch', startBatch, 0);
      for (let index = startBatch; index < batchesPerEpoch; index += 1) {
        yield makeBatch(epoch, index);
      }
    },
  };
}

function windowBuckets(
  windows: Windows,
  lengths: readonly number[],
  extraItems: number,
): Uint16Array {
  return Uint16Array.from(windows.starts, (start, i) =>
    bucketIndex(lengths, (windows.ends[i] as number) - start - extraItems),
  );
}

function requireTimestamps({ timestamps }: TrainingColumns): Timestamps {
  if (timestamps !== undefined) return timestamps;
  throw new SeqrecDataError(
    'invalid-option',
    'the model reads times, and the source of these sequences has none',
    { advice: ['let it ignore times, with ', [setting('timeBuckets', '0')]] },
  );
}

interface BatchColumns {
  readonly everySlot: boolean;
  readonly times: ReadTimes | undefined;
  readonly negatives: NegativesWriter | undefined;
}

function emptyBatch(
  { rows, length, targets }: BatchShape,
  { everySlot, times, negatives }: BatchColumns,
): ModelBatch {
  return {
    rows,
    length,
    targets,
    ids: new Int32Array(rows * length),
    ...(!everySlot && { positions: new Int32Array(rows * targets) }),
    labels: new Int32Array(rows * targets),
    weights: new Float32Array(rows * targets),
    ...(times && { times: new Int32Array(rows * length) }),
    ...(times?.target && { targetTimes: new Int32Array(rows * length) }),
    ...(negatives && { negatives: negatives.empty({ rows, targets }) }),
  };
}
