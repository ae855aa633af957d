import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose, gradientsOf } from '../../../testing/expect-tensor.js';
import { paddingMask } from './attention-mask.js';
import { GatherPositions } from './layers/gather-positions-layer.js';
import { ItemEmbedding } from './layers/item-embedding.js';
import { PaddingMask } from './layers/padding-mask-layer.js';
import { PositionEmbedding } from './layers/position-embedding.js';
import { TiedItemScores } from './layers/tied-item-scores-layer.js';
import { TransformerBlock } from './layers/transformer-block.js';
import { scaledDotProductAttention } from './scaled-dot-product-attention.js';
import { integers, uniform } from './testing/uniform.js';

describe('on the WASM backend', () => {
  beforeAll(async () => {
    setThreadsCount(1);
    await tf.setBackend('wasm');
    await tf.ready();
  });

  it('trains a model of these layers without a missing kernel', () => {
    const ids = tfl.input({ shape: [null], dtype: 'int32' });
    const positions = tfl.input({ shape: [null], dtype: 'int32' });
    const mask = new PaddingMask().apply(ids);
    const [embedded, table] = new ItemEmbedding({ rows: 50, size: 16, seed: 1 }).apply(ids);
    const placed = new PositionEmbedding({ maxLength: 12, seed: 2 }).apply(embedded);
    const block = new TransformerBlock({ heads: 2, innerSize: 32, dropout: 0.1, seed: 3 });
    const encoded = block.apply([placed, mask]);
    const picked = new GatherPositions().apply([encoded, positions]);
    const scoring = new TiedItemScores();
    const scores = scoring.apply([picked, table]);
    const encoder = tfl.model({ inputs: [ids, positions], outputs: [picked, table] });
    const network = tfl.model({ inputs: [ids, positions], outputs: scores });

    const batch = [integers('ids', [8, 12], 50), integers('positions', [8, 3], 12)];
    const labels = integers('labels', [24], 50);
    const weights = tf.ones([24]);
    const variables = network.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const loss = () => {
      const [hidden, items] = encoder.apply(batch, { training: true }) as [tf.Tensor, tf.Tensor];
      const inputs = { hidden, table: items, itemCount: 50, labels, weights };
      return scoring.itemLoss({ kind: 'softmax' }, inputs);
    };
    const losses: number[] = [];
    for (let step = 0; step < 20; step += 1) {
      tf.tidy(() => {
        const { value, grads } = tf.variableGrads(loss, variables);
        losses.push(value.dataSync()[0] ?? Number.NaN);
        for (const variable of variables) {
          variable.assign(tf.sub(variable, tf.mul(grads[variable.name] as tf.Tensor, 0.02)));
        }
      });
    }
    expect(losses[0]).toBeCloseTo(24 * Math.log(50), -1);
    expect(losses[19]).toBeLessThan((losses[0] ?? 0) / 2);
  });

  it("has tfjs's gradients of attention at the sizes of a training batch", () => {
    const shape = [32, 2, 200, 32];
    const ids = tf.tensor2d(
      Array.from({ length: 32 * 200 }, (_, i) => (i % 200 < 90 ? 0 : 1)),
      [32, 200],
      'int32',
    );
    const mask = paddingMask(ids);
    const inputs = [uniform('q', shape), uniform('k', shape), uniform('v', shape)] as const;
    const upstream = uniform('upstream', shape);
    const ours = gradientsOf(
      (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) => scaledDotProductAttention(q, k, v, { mask }),
      inputs,
      upstream,
    );
    const stock = gradientsOf(
      (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) => {
        const scores = tf.div(tf.matMul(q, k, false, true), Math.sqrt(32));
        return tf.matMul(tf.softmax(tf.add(scores, mask)), v);
      },
      inputs,
      upstream,
    );
    for (const i of [0, 1, 2] as const) expectClose(ours[i], stock[i]);
  });
});
