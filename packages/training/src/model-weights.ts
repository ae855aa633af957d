import type { SafeTensor } from '@org/safetensors';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { TrainingError } from './error.js';

/** A weight with its name in files, which is unique in the network and the same each time the network is built. */
export interface NamedVariable {
  readonly name: string;
  readonly variable: tf.Variable;
}

/** Every weight of a network, in order. */
export function networkVariables(network: LayersModel): readonly NamedVariable[] {
  return named(network.weights);
}

/** The trainable weights. */
export function trainableVariables(network: LayersModel): readonly NamedVariable[] {
  return named(network.trainableWeights);
}

function named(weights: LayersModel['weights']): readonly NamedVariable[] {
  // `read` returns the variable, although its type is a tensor.
  const variables = weights.map((weight) => ({
    name: weight.originalName,
    variable: weight.read() as tf.Variable,
  }));
  const names = new Set(variables.map(({ name }) => name));
  if (names.size < variables.length) {
    const twice = variables.find(({ name }) => !names.delete(name))?.name;
    throw new TrainingError('invalid-option', `two weights of the network are named '${twice}'`);
  }
  return variables;
}

/** Copies of values, by `prefix` + name. */
export async function readVariables(
  variables: readonly NamedVariable[],
  prefix: string,
): Promise<Map<string, SafeTensor>> {
  const tensors = new Map<string, SafeTensor>();
  for (const { name, variable } of variables) {
    const data = (await variable.data()).slice();
    if (data instanceof Uint8Array) {
      throw new TrainingError('invalid-option', `weight '${name}' is of type bool`);
    }
    tensors.set(prefix + name, { data, shape: variable.shape });
  }
  return tensors;
}

/**
 * Sets variables to values of the same names and shapes.
 *
 * @param source names the origin of the values in errors.
 */
export function writeVariables(
  variables: readonly NamedVariable[],
  tensors: ReadonlyMap<string, SafeTensor>,
  prefix: string,
  source: string,
): void {
  for (const { name, variable } of variables) {
    const tensor = tensors.get(prefix + name);
    if (tensor === undefined || tensor.shape.join() !== variable.shape.join()) {
      const found = tensor === undefined ? 'no such tensor' : `shape [${tensor.shape.join(', ')}]`;
      throw new TrainingError(
        'corrupt',
        `${source} does not fit the model: '${prefix + name}' has shape [${variable.shape.join(', ')}] in the model, ${found} in the file`,
        { file: source },
      );
    }
    tf.tidy(() => {
      // A copy, because the backend may keep the array, and the caller's array must not change with the weights.
      variable.assign(tf.tensor(tensor.data.slice(), variable.shape, variable.dtype));
    });
  }
}
