import { itemLosses, itemLossKinds } from '@org/attention';
import { tableRows } from '@org/seqrec-data';
import {
  type BatchTensors,
  networkInputs,
  type QueryTensors,
  type SequenceModel,
} from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { expectClose } from '../../../../testing/expect-tensor.js';
import { keepAll, type ModelUnderTest, variablesOf } from './model-under-test.js';
import { everySlotBatch, pick, slotBatch } from './toy-batch.js';

/** What every kind promises of its loss. */
export function lossContract({ create }: ModelUnderTest): void {
  describe('loss', () => {
    it('is the weighted sum of cross-entropies of the scores at the positions', async () => {
      const model = await create();
      const batch = slotBatch();
      const losses = placesOf(model, batch).map(({ scores, label, weight }) => {
        const total = scores.reduce((sum, x) => sum + Math.exp(x), 0);
        return weight * (Math.log(total) - (scores[label] ?? 0));
      });
      expect(model.loss(batch).dataSync()[0]).toBeCloseTo(sumOf(losses), 4);
    });

    it('uses the loss of the configuration and the negatives of the batch', async () => {
      const model = await create({ loss: { kind: 'bce' } });
      const batch = slotBatch();
      const [rows, places] = batch.labels.shape;
      const negatives = tf.fill([rows, places, 1], 5, 'int32');
      const losses = placesOf(model, batch).map(({ scores, label, weight }) => {
        const against = label === 5 ? 0 : Math.log1p(Math.exp(scores[5] ?? 0));
        return weight * (Math.log1p(Math.exp(-(scores[label] ?? 0))) + against);
      });
      expect(model.loss({ ...batch, negatives }).dataSync()[0]).toBeCloseTo(sumOf(losses), 4);
    });

    it.each(itemLossKinds)('of kind %s needs negatives only if it samples', async (loss) => {
      const model = await create({ loss: { kind: loss } });
      const compute = () => model.loss(slotBatch());
      if (itemLosses[loss].negatives === 0) expect(compute().rank).toBe(0);
      else expect(compute).toThrow(`the loss '${loss}' needs negatives`);
    });

    it('without positions equals that of positions that name every slot, in any order', async () => {
      const model = await create();
      const { positions: _, ...whole } = everySlotBatch();
      const batch = everySlotBatch();
      expectClose(model.loss(batch), model.loss(whole), { tolerance: 1e-5 });
      const turned = pick(batch, [3, 0, 4, 1, 2]);
      expectClose(model.loss(turned), model.loss(whole), { tolerance: 1e-5 });
      const { positions, ...misplaced } = turned;
      expect(positions).toBeDefined();
      expect(() =>
        expectClose(model.loss(misplaced), model.loss(whole), { tolerance: 1e-3 }),
      ).toThrow('element');
    });

    it('without positions is refused if the prediction slots are not the slots', async () => {
      const { positions: _, ...places } = slotBatch();
      const model = await create();
      expect(() => model.loss(places)).toThrow(
        'a batch without positions has a prediction slot for each of its 5 slots, got 2',
      );
    });

    it('does not depend on the padding of a row', async () => {
      const model = await create();
      const row = (ids: number[], slots: [number, number]) =>
        model.loss({
          ids: tf.tensor2d([ids], undefined, 'int32'),
          times: tf.tensor2d(
            [ids.map((_, slot) => Math.max(0, slot - slots[0]) ** 5)],
            undefined,
            'int32',
          ),
          targetTimes: tf.zeros<tf.Rank.R2>([1, ids.length], 'int32'),
          positions: tf.tensor2d([slots], undefined, 'int32'),
          labels: tf.tensor2d([[5, 2]], undefined, 'int32'),
          weights: tf.tensor2d([[1, 0.5]]),
        });
      expectClose(row([0, 0, 0, 3, 5, 1], [3, 5]), row([3, 5, 1], [0, 2]));
    });

    it('adds up over the rows of a batch', async () => {
      const model = await create();
      for (const batch of [slotBatch(), everySlotBatch()]) {
        const rows = [0, 1, 2].map((i) => model.loss(rowOf(batch, i)));
        expectClose(tf.addN(rows), model.loss(batch));
      }
    });

    it('has dropout only with a dropout source, at sites with different names', async () => {
      const model = await create();
      const sites: string[] = [];
      const dropout = (shape: readonly number[], _rate: number, site: string) => {
        sites.push(site);
        return keepAll(shape);
      };
      model.loss(slotBatch());
      expect(sites).toEqual([]);
      model.loss(slotBatch(), { dropout });
      expect(new Set(sites).size).toBe(sites.length);
    });

    it('can be traced, because neither the forward nor the backward pass reads values', async () => {
      const model = await create();
      const variables = variablesOf(model);
      const batches = [slotBatch(), everySlotBatch()];
      const reads = (['dataSync', 'data', 'arraySync', 'array'] as const).map((read) =>
        vi.spyOn(tf.Tensor.prototype, read),
      );
      for (const batch of batches) {
        tf.variableGrads(() => model.loss(batch, { dropout: keepAll }), variables);
      }
      for (const read of reads) {
        expect(read).not.toHaveBeenCalled();
        read.mockRestore();
      }
    });

    it('has a gradient for every weight', async () => {
      const model = await create();
      const variables = variablesOf(model);
      const { grads } = tf.variableGrads(() => model.loss(slotBatch()), variables);
      expect(Object.keys(grads)).toHaveLength(variables.length);
    });
  });
}

/** For each prediction slot of a batch: the scores of all rows of the table, the label and its weight. */
function placesOf(
  model: SequenceModel,
  { labels, weights, ...query }: BatchTensors & QueryTensors,
) {
  const inputs = networkInputs(model, query);
  const scores = (model.network.apply(inputs) as tf.Tensor).dataSync();
  const width = tableRows(model.itemCount);
  const weight = weights.dataSync();
  return Array.from(labels.dataSync(), (label, place) => ({
    scores: [...scores.subarray(place * width, (place + 1) * width)],
    label,
    weight: weight[place] ?? 0,
  }));
}

function rowOf(batch: BatchTensors, row: number): BatchTensors {
  const arrays = Object.entries(batch).map(([name, tensor]: [string, tf.Tensor2D]) => [
    name,
    tf.slice(tensor, [row, 0], [1, -1]),
  ]);
  return Object.fromEntries(arrays) as BatchTensors;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
