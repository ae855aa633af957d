import {
  type ModelBatch,
  openSource,
  prepareDataset,
  type Sequences,
  splitSequences,
  type TrainingBatches,
  trainingBatches,
} from '@org/seqrec-data';
import type { EpochOptions } from './options.js';

export interface EpochData {
  readonly batches: TrainingBatches;
  readonly itemCount: number;
  /** Interactions of the training part. */
  readonly interactions: number;
  readonly users: number;
}

/** The training part of a leave-one-out split as windows of up to `length` items, batched by length. */
export async function epochData(options: EpochOptions): Promise<EpochData> {
  const { length, batch, maskRatio, users } = options;
  const dataset = await prepareDataset(await openSource({ path: options.file, format: 'sasrec' }));
  const { train } = splitSequences(firstUsers(dataset.sequences, users), { kind: 'leave-one-out' });
  const { itemCount } = dataset.catalogue;
  const batches = trainingBatches(train, {
    // As in RecBole: masks at a ratio, at most that share of the longest sequence, no special rule for the last item.
    objective: {
      kind: 'cloze',
      maskProbability: maskRatio,
      maxPredictions: Math.floor(maskRatio * length),
      lastItemShare: 0,
    },
    itemCount,
    maxLength: length,
    batchSize: batch,
    seed: 1,
  });
  const { userIds, items } = train;
  return { batches, itemCount, interactions: items.length, users: userIds.length };
}

/** The windows of an epoch before masking, oldest item first. */
export function windowsOf(batches: TrainingBatches): readonly Int32Array[] {
  return [...batches.epoch(0)].flatMap(rowsOf);
}

function rowsOf({ rows, length, targets, ids, positions, labels, weights }: ModelBatch) {
  return Array.from({ length: rows }, (_, row) => {
    const window = ids.slice(row * length, (row + 1) * length);
    for (let place = row * targets; place < (row + 1) * targets; place += 1) {
      if (weights[place] === 1) window[positions?.[place] ?? place % targets] = labels[place] ?? 0;
    }
    return window.filter((item) => item !== 0);
  }).filter((window) => window.length > 0);
}

function firstUsers(sequences: Sequences, users: number | undefined): Sequences {
  if (users === undefined || users >= sequences.userIds.length) return sequences;
  const offsets = sequences.offsets.slice(0, users + 1);
  const items = sequences.items.slice(0, offsets[users]);
  return { userIds: sequences.userIds.slice(0, users), offsets, items };
}
