import { describe, expect, it } from 'vitest';
import type { ModelBatch } from './model-batch.js';
import { nextItemWriter } from './next-item.js';

describe('the next-item objective', () => {
  it('reads all items except the last, and predicts all except the first in the slot before', () => {
    const batch: ModelBatch = {
      rows: 2,
      length: 4,
      targets: 4,
      ids: new Int32Array(8),
      labels: new Int32Array(8),
      weights: new Float32Array(8),
    };
    nextItemWriter.write(batch, 0, { items: Int32Array.of(7, 8, 9), index: 0, epoch: 0 });
    nextItemWriter.write(batch, 1, { items: Int32Array.of(1, 2, 3, 4, 5), index: 1, epoch: 0 });
    expect(batch).toEqual({
      rows: 2,
      length: 4,
      targets: 4,
      ids: Int32Array.of(0, 0, 7, 8, 1, 2, 3, 4),
      labels: Int32Array.of(0, 0, 8, 9, 2, 3, 4, 5),
      weights: Float32Array.of(0, 0, 1, 1, 1, 1, 1, 1),
    });
  });
});
