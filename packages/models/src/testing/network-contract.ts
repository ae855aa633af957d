import { maskId, tableRows } from '@org/seqrec-data';
import { networkInputs, type SequenceModel } from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../../testing/expect-tensor.js';
import type { ModelUnderTest } from './model-under-test.js';
import { V } from './toy-batch.js';

/** What every network promises: shapes, padding and the item table. */
export function networkContract({ create }: ModelUnderTest): void {
  describe('network', () => {
    it('scores every row of the item table for any B, T and M', async () => {
      const model = await create();
      const { network } = model;
      expect(network.outputShape).toEqual([null, null, tableRows(V)]);
      for (const [rows, length, places] of [
        [1, 1, 1],
        [3, 6, 2],
        [2, 4, 5],
      ] as const) {
        const ids = tf.ones<tf.Rank.R2>([rows, length], 'int32');
        const positions = tf.zeros<tf.Rank.R2>([rows, places], 'int32');
        const times = tf.fill<tf.Rank.R2>([rows, length], 60, 'int32');
        const inputs = networkInputs(model, { ids, positions, times, targetTimes: times });
        const scores = network.apply(inputs) as tf.Tensor;
        expect(scores.shape).toEqual([rows, places, tableRows(V)]);
      }
    });

    it('gives a sequence the same scores with any padding and in any batch', async () => {
      const model = await create();
      const alone = scoresOf(model, [[3, 5, 1]], [[2]]);
      expectClose(scoresOf(model, [[0, 0, 0, 3, 5, 1]], [[5]]), alone, { tolerance: 1e-6 });
      const rows = [
        [0, 3, 5, 1],
        [1, 2, 6, 7],
      ];
      const both = scoresOf(model, rows, [[3], [3]]);
      expectClose(tf.slice(both, [0, 0, 0], [1, 1, tableRows(V)]), alone, { tolerance: 1e-6 });
    });

    it('gives an empty history finite scores', async () => {
      const empty = scoresOf(await create(), [[0, 0]], [[1]]).dataSync();
      expect(empty.every(Number.isFinite)).toBe(true);
    });

    it('scores with its item table: one row for each id', async () => {
      const table = (await create()).itemTable();
      expect(table.shape[0]).toBe(maskId(V) + 1);
      table.dispose();
    });
  });
}

/** Scores where each item of a row comes later than the one before by twice as long. */
function scoresOf(model: SequenceModel, ids: number[][], positions: number[][]): tf.Tensor {
  const int = (rows: number[][]) => tf.tensor2d(rows, undefined, 'int32');
  const times = ids.map((row) => {
    const first = row.findIndex((id) => id !== 0);
    return row.map((id, slot) => (id === 0 ? 0 : 100 * 2 ** (slot - first) - 100));
  });
  const inputs = { ids: int(ids), positions: int(positions), times: int(times) };
  const all = networkInputs(model, { ...inputs, targetTimes: inputs.times });
  return model.network.apply(all) as tf.Tensor;
}
