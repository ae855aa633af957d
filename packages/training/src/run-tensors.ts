import type { SafeTensor } from '@org/safetensors';
import type { Adam } from './adam.js';
import {
  type NamedVariable,
  networkVariables,
  readVariables,
  trainableVariables,
  writeVariables,
} from './model-weights.js';
import type { TrainableModel } from './trainable-model.js';

export type NamedTensors = ReadonlyMap<string, SafeTensor>;

/** The prefix of the names of weights. */
export const WEIGHTS = 'model/';

/** The tensors of a run, as checkpoints name them: `model/<weight>`, `adam/mean/<weight>`, `adam/variance/<weight>`. */
export class RunTensors {
  readonly #weights: readonly NamedVariable[];
  readonly #moments: readonly NamedVariable[];

  constructor({ network }: TrainableModel, optimizer: Adam) {
    this.#weights = networkVariables(network);
    this.#moments = trainableVariables(network).flatMap(({ name }, i) =>
      Object.entries(optimizer.moments[i] ?? {}).map(([moment, variable]) => ({
        name: `adam/${moment}/${name}`,
        variable,
      })),
    );
  }

  /** Copies of all tensors. */
  async read(): Promise<NamedTensors> {
    const moments = await readVariables(this.#moments, '');
    return new Map([...(await this.readWeights()), ...moments]);
  }

  /** Copies of the model's weights. */
  readWeights(): Promise<NamedTensors> {
    return readVariables(this.#weights, WEIGHTS);
  }

  /** @param source names their origin in errors. */
  write(tensors: NamedTensors, source: string): void {
    this.writeWeights(tensors, source);
    writeVariables(this.#moments, tensors, '', source);
  }

  writeWeights(tensors: NamedTensors, source: string): void {
    writeVariables(this.#weights, tensors, WEIGHTS, source);
  }
}
