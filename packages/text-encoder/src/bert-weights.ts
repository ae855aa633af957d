import type { SafeTensor } from '@org/safetensors';
import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import type { BertNetwork } from './bert-network.js';
import { TextEncoderError } from './error.js';

/** The scopes of a block's weights, ours and Hugging Face's. */
const BLOCK_SCOPES: Readonly<Record<string, string>> = {
  'attention/query': 'attention.self.query',
  'attention/key': 'attention.self.key',
  'attention/value': 'attention.self.value',
  'attention/output': 'attention.output.dense',
  attention_norm: 'attention.output.LayerNorm',
  'feed_forward/inner': 'intermediate.dense',
  'feed_forward/outer': 'output.dense',
  feed_forward_norm: 'output.LayerNorm',
};

/** Hugging Face's names of our parameters. Files from before 2020 have TensorFlow's names for a normalization. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  kernel: ['weight'],
  bias: ['bias'],
  gamma: ['weight', 'gamma'],
  beta: ['bias', 'beta'],
};

const TABLE = 'embeddings.word_embeddings.weight';

/**
 * Loads the weights of a Hugging Face file into a network. Recognizes a prefix such as `bert.`, and ignores tensors that
 * the encoder does not use, e.g. a pooler.
 *
 * @param file names the weights in errors.
 * @throws TextEncoderError `bad-model` for a missing tensor, a tensor of another shape, or a number that is not finite.
 */
export function loadBertWeights(
  network: BertNetwork,
  tensors: ReadonlyMap<string, SafeTensor>,
  file: string,
): void {
  const table = [...tensors.keys()].find((name) => name.endsWith(TABLE));
  const prefix = table === undefined ? '' : table.slice(0, -TABLE.length);
  const bad = (what: string): TextEncoderError =>
    new TextEncoderError('bad-model', `${file} ${what}`, { file });

  const find = (names: readonly string[], shape: readonly number[]): Float32Array => {
    const name = names.map((name) => prefix + name).find((name) => tensors.has(name));
    const tensor = name === undefined ? undefined : tensors.get(name);
    if (tensor === undefined) throw bad(`has no tensor '${prefix}${names[0]}'`);
    if (!tf.util.arraysEqual([...tensor.shape], [...shape])) {
      throw bad(
        `has '${name}' of shape [${tensor.shape.join(', ')}], and config.json makes it [${shape.join(', ')}]`,
      );
    }
    const data = tensor.data instanceof Float32Array ? tensor.data : Float32Array.from(tensor.data);
    if (!data.every(Number.isFinite)) throw bad(`has a number in '${name}' that is not finite`);
    return data;
  };
  const write = (variable: LayerVariable, data: Float32Array): void =>
    tf.tidy(() => {
      variable.write(tf.tensor(data, variable.shape as number[]));
    });

  const { tokens, positions, norm, blocks } = network;
  for (const variable of tokens.weights) {
    write(variable, find([TABLE], variable.shape as number[]));
  }
  for (const variable of positions.weights) {
    const [rows = 0, size = 0] = variable.shape as number[];
    const table = find(['embeddings.position_embeddings.weight'], [rows, size]);
    const segments = prefix + SEGMENTS;
    const count = tensors.get(segments)?.shape[0] ?? 0;
    const segment = find([SEGMENTS], [Math.max(1, count), size]);
    write(
      variable,
      table.map((value, i) => value + (segment[i % size] ?? 0)),
    );
  }
  const parameter = (variable: LayerVariable, scope: string): void => {
    const name = variable.originalName.slice(variable.originalName.lastIndexOf('/') + 1);
    const names = (PARAMETERS[name] ?? []).map((theirs) => `${scope}.${theirs}`);
    const shape = variable.shape as number[];
    const [inputs = 0, outputs = 0] = shape;
    write(
      variable,
      name === 'kernel'
        ? transposed(find(names, [outputs, inputs]), outputs, inputs)
        : find(names, shape),
    );
  };
  for (const variable of norm.weights) parameter(variable, 'embeddings.LayerNorm');
  blocks.forEach((block, layer) => {
    for (const variable of block.weights) {
      const [, ...scope] = variable.originalName.split('/').slice(0, -1);
      parameter(variable, `encoder.layer.${layer}.${BLOCK_SCOPES[scope.join('/')]}`);
    }
  });
}

const SEGMENTS = 'embeddings.token_type_embeddings.weight';

/** `[rows, columns]` to `[columns, rows]`. */
function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      result[column * rows + row] = values[row * columns + column] ?? 0;
    }
  }
  return result;
}
