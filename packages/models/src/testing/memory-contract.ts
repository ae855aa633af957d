import { recommend } from '@org/seqrec-data';
import { modelScorer, networkInputs } from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { expectNoLeak } from '../../../../testing/expect-tensor.js';
import { catalogue, keepAll, type ModelUnderTest, variablesOf } from './model-under-test.js';
import { everySlotBatch, slotBatch } from './toy-batch.js';

/** What every kind promises of the tensors that it holds. */
export function memoryContract({ create, trained }: ModelUnderTest): void {
  describe('memory', () => {
    let tensors = 0;
    beforeEach(() => {
      tensors = tf.memory().numTensors;
    });

    it('holds no tensors after a loss, a gradient or scores', async () => {
      const model = await create();
      const variables = variablesOf(model);
      for (const batch of [slotBatch(), everySlotBatch()]) {
        expectNoLeak(() => model.loss(batch));
        expectNoLeak(() => {
          const { value, grads } = tf.variableGrads(
            () => model.loss(batch, { dropout: keepAll }),
            variables,
          );
          return [value, ...Object.values(grads)];
        });
      }
      const inputs = networkInputs(model, everySlotBatch());
      expectNoLeak(() => model.network.apply(inputs) as tf.Tensor);
    });

    it('holds no tensors after a recommendation', async () => {
      const model = await create();
      await recommend(modelScorer(model), catalogue, ['cat']);
      const before = tf.memory().numTensors;
      await recommend(modelScorer(model), catalogue, ['cat']);
      expect(tf.memory().numTensors).toBe(before);
    });

    it('is free after the network is disposed', async () => {
      (await create()).network.dispose();
      expect(tf.memory().numTensors).toBe(tensors);
    });

    it('does not grow during training', async () => {
      const { model, memory } = await trained({ maxSteps: 12 });
      expect(new Set(memory.map((held) => JSON.stringify(held))).size).toBe(1);
      model.network.dispose();
    });
  });
}
