import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { paddingMask } from '../attention-mask.js';
import { type ContractInput, describeLayerContract } from '../testing/layer-contract.js';
import { integers, uniform } from '../testing/uniform.js';
import { Dropout } from './dropout-layer.js';
import { FeedForward } from './feed-forward-layer.js';
import { GatherPositions } from './gather-positions-layer.js';
import { ItemEmbedding } from './item-embedding.js';
import { LayerNormalization } from './layer-normalization.js';
import { Linear } from './linear-layer.js';
import { MultiHeadAttention } from './multi-head-attention-layer.js';
import { PaddingMask } from './padding-mask-layer.js';
import { PositionEmbedding } from './position-embedding.js';
import { TiedItemScores } from './tied-item-scores-layer.js';
import { TransformerBlock } from './transformer-block.js';
import type { NormPlacement } from './transformer-block-options.js';

/** B and T of the examples for every layer. */
const SIZES = [
  [3, 5],
  [1, 1],
  [2, 7],
] as const;
const size = (example: number) => SIZES[example] ?? SIZES[0];

const features: ContractInput = {
  shape: [null, null, 8],
  values: (example) => uniform('x', [...size(example), 8]),
};
const ids: ContractInput = {
  shape: [null, null],
  dtype: 'int32',
  values: (example) => integers('ids', size(example), 11),
};
const mask: ContractInput = {
  shape: [null, 1, 1, null],
  values: (example) => paddingMask(integers('ids', size(example), 4)),
};
const positions: ContractInput = {
  shape: [null, null],
  dtype: 'int32',
  values: (example) => {
    const [batch, time] = size(example);
    return integers('positions', [batch, 2], time);
  },
};
const table: ContractInput = { shape: [11, 8], values: () => uniform('table', [11, 8]) };

const linearShapes = (scope: string, from: number, to: number) => ({
  [`${scope}kernel`]: [from, to],
  [`${scope}bias`]: [to],
});
const attentionShapes = (scope: string) => ({
  ...linearShapes(`${scope}query/`, 8, 8),
  ...linearShapes(`${scope}key/`, 8, 8),
  ...linearShapes(`${scope}value/`, 8, 8),
  ...linearShapes(`${scope}output/`, 8, 8),
});
const normShapes = (scope: string) => ({ [`${scope}gamma`]: [8], [`${scope}beta`]: [8] });
const blockShapes = {
  ...attentionShapes('attention/'),
  ...normShapes('attention_norm/'),
  ...linearShapes('feed_forward/inner/', 8, 12),
  ...linearShapes('feed_forward/outer/', 12, 8),
  ...normShapes('feed_forward_norm/'),
};
const examples = SIZES.length;

describe('Linear', () => {
  describeLayerContract({
    make: (name) => new Linear({ name, units: 3, activation: 'gelu', seed: 1, stddev: 0.5 }),
    inputs: [features],
    weights: linearShapes('', 8, 3),
    examples,
  });
});

describe('LayerNormalization', () => {
  describeLayerContract({
    make: (name) => new LayerNormalization({ name, epsilon: 1e-6 }),
    inputs: [features],
    weights: normShapes(''),
    examples,
  });
});

describe('Dropout', () => {
  describeLayerContract({
    make: (name) => new Dropout({ name, rate: 0.5, seed: 1 }),
    inputs: [features],
    weights: {},
    examples,
  });
});

describe('MultiHeadAttention of x', () => {
  describeLayerContract({
    make: (name) => new MultiHeadAttention({ name, heads: 2, causal: true, seed: 1, stddev: 0.5 }),
    inputs: [features],
    weights: attentionShapes(''),
    examples,
  });
});

describe('MultiHeadAttention of [x, mask]', () => {
  describeLayerContract({
    make: (name) => new MultiHeadAttention({ name, heads: 4, dropout: 0.25, seed: 1, stddev: 0.5 }),
    inputs: [features, mask],
    weights: attentionShapes(''),
    examples,
  });
});

describe('MultiHeadAttention of [x, context, mask]', () => {
  const context: ContractInput = {
    shape: [null, null, 8],
    values: (example) => uniform('context', [...size(example), 8]),
  };
  describeLayerContract({
    make: (name) => new MultiHeadAttention({ name, heads: 1, seed: 1, stddev: 0.5 }),
    inputs: [features, context, mask],
    weights: attentionShapes(''),
    examples,
  });
});

describe('FeedForward', () => {
  describeLayerContract({
    make: (name) =>
      new FeedForward({ name, innerSize: 12, activation: 'relu', seed: 1, stddev: 0.5 }),
    inputs: [features],
    weights: { ...linearShapes('inner/', 8, 12), ...linearShapes('outer/', 12, 8) },
    examples,
  });
});

describe('TransformerBlock at prediction slots', () => {
  describeLayerContract({
    make: (name) =>
      new TransformerBlock({
        name,
        heads: 2,
        innerSize: 12,
        causal: true,
        dropout: 0.25,
        attentionDropout: 0.125,
        seed: 1,
        stddev: 0.5,
      }),
    inputs: [features, mask, positions],
    weights: blockShapes,
    examples,
  });
});

describe.each(['post', 'pre'] satisfies NormPlacement[])(
  'TransformerBlock, %s-normalized',
  (norm) => {
    describeLayerContract({
      make: (name) =>
        new TransformerBlock({
          name,
          heads: 2,
          innerSize: 12,
          norm,
          causal: norm === 'pre',
          dropout: 0.25,
          attentionDropout: 0.125,
          seed: 1,
          stddev: 0.5,
        }),
      inputs: [features, mask],
      weights: blockShapes,
      examples,
    });
  },
);

describe('PositionEmbedding', () => {
  describeLayerContract({
    make: (name) => new PositionEmbedding({ name, maxLength: 7, seed: 1 }),
    inputs: [features],
    weights: { table: [7, 8] },
    examples,
  });
});

describe('ItemEmbedding', () => {
  describeLayerContract({
    make: (name) => new ItemEmbedding({ name, rows: 11, size: 8, seed: 1 }),
    inputs: [ids],
    weights: { table: [11, 8] },
    examples,
  });
});

describe('PaddingMask', () => {
  describeLayerContract({
    make: (name) => new PaddingMask({ name, pad: 3 }),
    inputs: [ids],
    weights: {},
    examples,
  });
});

describe('GatherPositions', () => {
  describeLayerContract({
    make: (name) => new GatherPositions({ name }),
    inputs: [features, positions],
    weights: {},
    examples,
  });
});

describe('TiedItemScores', () => {
  describeLayerContract({
    make: (name) => new TiedItemScores({ name }),
    inputs: [features, table],
    weights: { bias: [11] },
    examples,
  });

  describe('without a bias', () => {
    describeLayerContract({
      make: (name) => new TiedItemScores({ name, useBias: false }),
      inputs: [features, table],
      weights: {},
      examples,
    });
  });
});

describe('registered names', () => {
  it('replace no layers of tfjs', () => {
    const registered = tf.serialization.SerializationMap.getMap().classNameMap;
    for (const name of ['Dropout', 'LayerNormalization']) {
      expect(registered[name]?.[0]?.className).toBe(name);
      expect(registered[name]?.[0]).not.toBe(registered[`Org${name}`]?.[0]);
    }
  });
});
