import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-tensor.js';
import { bert4rec } from './bert4rec.js';
import golden from './testing/bert.golden.json' with { type: 'json' };

interface PackedTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

const weights: Readonly<Record<string, PackedTensor>> = golden.weights;
const gradients: Readonly<Record<string, PackedTensor>> = golden.gradients;

function unpack(packed: PackedTensor | undefined, dtype: 'float32' | 'int32' = 'float32') {
  if (packed === undefined) throw new Error('the golden file lacks a tensor');
  return tf.tensor([...packed.data], [...packed.shape], dtype);
}

describe("with the weights of Hugging Face's BertForMaskedLM", () => {
  const model = bert4rec({ ...golden.config, dropout: 0, attentionDropout: 0 });
  const { network } = model;
  network.setWeights(network.weights.map(({ originalName }) => unpack(weights[originalName])));
  const ids = unpack(golden.ids, 'int32');
  const everySlot = tf.tile(tf.tensor2d([[0, 1, 2, 3, 4]], [1, 5], 'int32'), [3, 1]);

  it('has the same weights, by name', () => {
    expect(network.weights.map(({ originalName }) => originalName).sort()).toEqual(
      Object.keys(weights).sort(),
    );
  });

  it('equals the last_hidden_state of BertModel, for a batch shorter than the position table', () => {
    const encoder = tfl.model({
      inputs: network.inputs,
      outputs: network.getLayer('block_1').output as tfl.SymbolicTensor,
    });
    expectClose(encoder.apply([ids, everySlot]) as tf.Tensor, unpack(golden.encoded));
  });

  it('equals the scores of its masked language model head', () => {
    expectClose(network.apply([ids, everySlot]) as tf.Tensor, unpack(golden.logits));
  });

  it("equals PyTorch's loss and gradient of every weight", () => {
    const batch = {
      ids: ids as tf.Tensor2D,
      positions: unpack(golden.positions, 'int32') as tf.Tensor2D,
      labels: unpack(golden.labels, 'int32') as tf.Tensor2D,
      weights: unpack(golden.labelWeights) as tf.Tensor2D,
    };
    const variables = network.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { value, grads } = tf.variableGrads(() => model.loss(batch), variables);
    expect(value.dataSync()[0]).toBeCloseTo(golden.loss, 5);
    network.trainableWeights.forEach(({ originalName }, i) => {
      const gradient = grads[variables[i]?.name ?? ''];
      expect(gradient, originalName).toBeDefined();
      expectClose(gradient as tf.Tensor, unpack(gradients[originalName]));
    });
  });
});
