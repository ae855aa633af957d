import { Random } from '@org/random';
import { itemCounts } from '../dataset/item-counts.js';
import { PAD } from '../dataset/item-ids.js';
import type { Sequences } from '../dataset/sequences.js';
import { SeqrecDataError } from '../error.js';
import { requireWhole } from '../whole-number.js';
import { logShares } from './log-shares.js';
import type { BatchNegatives, ModelBatch, NegativesPer } from './model-batch.js';
import {
  type NegativeSampler,
  type NegativeSampling,
  negativeSampler,
} from './negative-sampler.js';

/** How to choose the negatives of a batch. Plain JSON. */
export interface NegativesOptions {
  /** N, at least 1. */
  readonly count: number;
  /**
   * The distribution. `in-batch` draws labels of the same batch without replacement, so an item is drawn as often as it
   * is a label; if there are fewer than N labels, it takes all and pads with PAD.
   */
  readonly sampling: NegativeSampling | { readonly kind: 'in-batch' };
  /**
   * What shares the same N negatives. Negatives that a sequence or a batch shares are cheap. A shared negative may
   * equal a label; losses leave it out. In-batch negatives are always shared by the batch. Default `'label'`.
   */
  readonly per?: NegativesPer;
  /** Whether batches have `logQ`, for the correction of a sampled softmax. Default false. */
  readonly logQ?: boolean;
}

/** The sample in a row of a batch. */
interface RowSample {
  /** A row of the training sequences. */
  readonly sequence: number;
  readonly index: number;
  readonly epoch: number;
}

/** Writes negatives into batches. */
export interface NegativesWriter {
  /** Makes negatives for a batch of this shape, all PAD. */
  empty(shape: Pick<ModelBatch, 'rows' | 'targets'>): BatchNegatives;
  /** Fills the negatives of one row, whose labels are already written. */
  writeRow(batch: ModelBatch, row: number, sample: RowSample): void;
  /** Fills the negatives that the batch shares, after all labels are written. */
  writeShared(batch: ModelBatch, at: { readonly epoch: number; readonly index: number }): void;
}

export function negativesWriter(
  train: Pick<Sequences, 'offsets' | 'items' | 'dislikes'>,
  options: NegativesOptions & { readonly itemCount: number; readonly seed: number },
): NegativesWriter {
  const { count, sampling, itemCount, seed } = options;
  const per = options.per ?? (sampling.kind === 'in-batch' ? 'batch' : 'label');
  requireWhole('negatives.count', count, 1);
  if (sampling.kind === 'in-batch') {
    if (per !== 'batch') {
      throw new SeqrecDataError(
        'invalid-option',
        'all labels of a batch share its in-batch negatives; leave negatives.per out',
      );
    }
    const logQ = options.logQ ? logShares(itemCounts(train, itemCount)) : undefined;
    return sharedWriter({ count, seed, logQ, draw: drawLabels });
  }
  const sampler = negativeSampler(train, { sampling, itemCount });
  const logQ = options.logQ ? sampler.logQ : undefined;
  if (per !== 'batch') return rowWriter(sampler, { per, count, seed, logQ });
  const { forAll } = sampler;
  if (forAll === undefined) {
    throw new SeqrecDataError(
      'invalid-option',
      `negatives that a batch shares cannot depend on a user; choose uniform or popularity without excludeSeen, got ${JSON.stringify(sampling)}`,
    );
  }
  const draw = (items: Int32Array, _: ModelBatch, random: Random) => {
    for (let n = 0; n < items.length; n += 1) items[n] = forAll(random);
  };
  return sharedWriter({ count, seed, logQ, draw });
}

interface WriterOptions {
  readonly count: number;
  readonly seed: number;
  readonly logQ: Float32Array | undefined;
}

/** Writes a row's negatives: one list for each label, or one for the whole row. */
function rowWriter(
  sampler: NegativeSampler,
  { per, count, seed, logQ }: WriterOptions & { readonly per: 'label' | 'sequence' },
): NegativesWriter {
  const { weightFor } = sampler;
  const listsOf = (targets: number) => (per === 'label' ? targets : 1);
  return {
    empty({ rows, targets }) {
      const size = rows * listsOf(targets) * count;
      return {
        per,
        items: new Int32Array(size),
        ...(weightFor && { weights: new Float32Array(size) }),
        ...(logQ && { logQ }),
      };
    },
    writeRow({ targets, labels, weights: used, negatives }, row, { sequence, index, epoch }) {
      if (negatives === undefined) return;
      const { items, weights } = negatives;
      const random = Random.of(seed, 'negatives', epoch, index);
      const draw = sampler.forUser(sequence);
      const weightOf = weightFor?.(sequence);
      const lists = listsOf(targets);
      for (let list = row * lists; list < (row + 1) * lists; list += 1) {
        if (per === 'label' && used[list] === 0) continue;
        // A shared list may hold a label.
        const positive = per === 'label' ? (labels[list] as number) : PAD;
        for (let n = list * count; n < (list + 1) * count; n += 1) {
          const item = draw(positive, random);
          items[n] = item;
          if (weights && weightOf) weights[n] = weightOf(item);
        }
      }
    },
    writeShared: () => undefined,
  };
}

interface SharedWriterOptions extends WriterOptions {
  /** Fills `items`, which are all PAD. */
  readonly draw: (items: Int32Array, batch: ModelBatch, random: Random) => void;
}

function sharedWriter({ count, seed, logQ, draw }: SharedWriterOptions): NegativesWriter {
  return {
    empty: () => ({ per: 'batch', items: new Int32Array(count), ...(logQ && { logQ }) }),
    writeRow: () => undefined,
    writeShared(batch, { epoch, index }) {
      if (batch.negatives === undefined) return;
      draw(batch.negatives.items, batch, Random.of(seed, 'negatives', epoch, 'batch', index));
    },
  };
}

/** Draws labels whose weight is not 0, each prediction slot at most once. */
function drawLabels(items: Int32Array, { labels, weights }: ModelBatch, random: Random): void {
  const used = labels.filter((_, place) => weights[place] !== 0);
  items.set(random.shuffle(used).subarray(0, items.length));
}
