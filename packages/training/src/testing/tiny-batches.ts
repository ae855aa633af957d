import { Random } from '@org/random';
import {
  type BatchSource,
  type EvaluationSet,
  type ModelBatch,
  maskId,
  PAD,
} from '@org/seqrec-data';

/** The item after `i` is `i + 1`, which a model can learn in a few steps. */
function nextItem(item: number, itemCount: number): number {
  return (item % itemCount) + 1;
}

/** One batch of chains whose last item is masked. Every fourth row is empty; odd rows use a second prediction slot. */
export function tinyBatch(seed: number, rows = 6, itemCount = 8, length = 6): ModelBatch {
  const ids = new Int32Array(rows * length);
  const positions = new Int32Array(rows * 2);
  const labels = new Int32Array(rows * 2);
  const weights = new Float32Array(rows * 2);
  for (let row = 0; row < rows; row += 1) {
    if (row % 4 === 3) continue;
    const random = Random.of(seed, 'row', row);
    const start = 1 + random.integer(3);
    let item = 1 + random.integer(itemCount);
    for (let slot = 0; slot < length; slot += 1) {
      item = nextItem(item, itemCount);
      ids[row * length + slot] = slot < start ? PAD : item;
    }
    const mask = (slot: number, place: number) => {
      labels[row * 2 + place] = ids[row * length + slot] ?? PAD;
      ids[row * length + slot] = maskId(itemCount);
      positions[row * 2 + place] = slot;
      weights[row * 2 + place] = 1;
    };
    mask(length - 1, 0);
    if (row % 2 === 1) mask(length - 3, 1);
  }
  return { rows, length, targets: 2, ids, positions, labels, weights };
}

/** Batches, each a function of seed, epoch and batch. */
export function tinyBatches(seed = 5, batchesPerEpoch = 4, rows = 6): BatchSource {
  return {
    batchesPerEpoch,
    *epoch(epoch, startBatch = 0) {
      for (let batch = startBatch; batch < batchesPerEpoch; batch += 1) {
        yield tinyBatch(seed + 1000 * epoch + batch, rows);
      }
    },
  };
}

/** Chains to continue: history `[i, i + 1, i + 2]`, target `i + 3`. */
export function tinyEvaluationSet(itemCount = 8, size: number = itemCount): EvaluationSet {
  const chain = (i: number) => {
    const items = [1 + (i % itemCount)];
    while (items.length < 4) items.push(nextItem(items.at(-1) ?? 1, itemCount));
    return Int32Array.from(items);
  };
  return {
    size,
    user: (i) => i,
    history: (i) => ({ items: chain(i).subarray(0, 3) }),
    targets: (i) => chain(i).subarray(3),
  };
}
