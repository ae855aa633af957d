import { Random } from '@org/random';
import { type ModelBatch, maskId } from '@org/seqrec-data';
import type { Configuration } from './configuration.js';

/**
 * Full-length rows of random items, each with `masked` distinct slots to predict. The items do not change the work, and
 * PyTorch's script makes its own batch in the same way.
 */
export function syntheticBatch(
  { batch: rows, length, masked: targets, items }: Configuration,
  step: number,
): ModelBatch & { readonly positions: Int32Array } {
  const random = Random.of('synthetic batch', step);
  const ids = Int32Array.from({ length: rows * length }, () => 1 + random.integer(items));
  const positions = new Int32Array(rows * targets);
  const labels = new Int32Array(rows * targets);
  const slots = Int32Array.from({ length }, (_, slot) => slot);
  for (let row = 0; row < rows; row += 1) {
    const chosen = random.shuffle(slots.slice()).subarray(0, targets).sort();
    chosen.forEach((slot, i) => {
      const place = row * targets + i;
      positions[place] = slot;
      labels[place] = ids[row * length + slot] ?? 0;
      ids[row * length + slot] = maskId(items);
    });
  }
  const weights = new Float32Array(rows * targets).fill(1);
  return { rows, length, targets, ids, positions, labels, weights };
}
