import { BLOCKED } from '@org/attention';
import * as tf from '@tensorflow/tfjs-core';
import type { BertConfig } from './bert-config.js';
import { bertNetwork } from './bert-network.js';
import { loadBertWeights } from './bert-weights.js';
import { lengthBatches } from './length-batches.js';
import { pooled, poolings } from './pooling.js';
import type { TextTokenizer } from './text-tokenizer.js';
import type { TokenModel, TokenModelOptions } from './token-model.js';
import type { WeightFiles } from './weight-files.js';

export interface BertModelOptions {
  readonly config: BertConfig;
  readonly weights: WeightFiles;
  readonly tokenizer: TextTokenizer;
  readonly maxTokens: number;
}

/** A BERT model on the backend that is set. */
export function bertModel({ config, weights, tokenizer, maxTokens }: BertModelOptions): TokenModel {
  const network = bertNetwork(config);
  try {
    loadBertWeights(network, weights.tensors, weights.file);
  } catch (error) {
    network.model.dispose();
    throw error;
  }
  const { hiddenSize: size } = config;

  /** The hidden states of a batch, and the slots that hold tokens, `[B, T, 1]`. */
  const forward = (rows: readonly Int32Array[], shape: BatchShape): Forward => {
    const { ids, open } = batchArrays(rows, shape);
    const mask = open.map((value) => (value === 1 ? 0 : BLOCKED));
    const states = network.model.apply([
      tf.tensor2d(ids, [shape.rows, shape.time], 'int32'),
      tf.tensor4d(mask, [shape.rows, 1, 1, shape.time]),
    ]);
    return {
      states: Array.isArray(states) ? (states as tf.Tensor[]) : [states as tf.Tensor],
      open: tf.tensor3d(open, [shape.rows, shape.time, 1]),
    };
  };

  const vectorsOf = async (
    rows: readonly Int32Array[],
    shape: BatchShape,
    { pooling }: TokenModelOptions,
  ): Promise<Float32Array> => {
    const vectors = tf.tidy(() => {
      const { states, open } = forward(rows, shape);
      return pooled(states, open, pooling);
    });
    try {
      return (await vectors.data()) as Float32Array;
    } finally {
      vectors.dispose();
    }
  };

  return {
    kind: 'bert',
    size,
    maxTokens,
    poolings,
    tokenize: (text) => tokenizer.encode(text),
    async encode(rows, options) {
      const lengths = rows.map(({ length }) => length);
      const batchTokens = { batchTokens: options.batchTokens, maxLength: maxTokens };
      for (const { places, ...shape } of lengthBatches(lengths, batchTokens)) {
        const batch = places.map((place) => rows[place] ?? new Int32Array());
        const vectors = await vectorsOf(batch, shape, options);
        await options.done(places, vectors.subarray(0, places.length * size));
      }
    },
    async hiddenStates(rows) {
      const time = Math.max(1, ...rows.map(({ length }) => length));
      const states = tf.tidy(() => [...forward(rows, { rows: rows.length, time }).states]);
      try {
        return (await Promise.all(states.map((state) => state.data()))) as Float32Array[];
      } finally {
        tf.dispose(states);
      }
    },
    dispose: () => void network.model.dispose(),
  };
}

interface BatchShape {
  readonly rows: number;
  readonly time: number;
}

interface Forward {
  readonly states: readonly tf.Tensor[];
  readonly open: tf.Tensor;
}

/** Ids and open slots of texts, padded on the right. A row without a text has one open slot, because a mean needs one. */
function batchArrays(
  texts: readonly Int32Array[],
  { rows, time }: BatchShape,
): { readonly ids: Int32Array; readonly open: Float32Array } {
  const ids = new Int32Array(rows * time);
  const open = new Float32Array(rows * time);
  for (let row = 0; row < rows; row += 1) {
    const text = texts[row] ?? new Int32Array();
    ids.set(text, row * time);
    open.fill(1, row * time, row * time + Math.max(1, text.length));
  }
  return { ids, open };
}
