import { Random } from '@org/random';
import { tableRows } from '@org/seqrec-data';
import {
  type BatchTensors,
  everySlot,
  type LossOptions,
  type SequenceModel,
} from '@org/sequence-model';
import type { DropoutSource } from '@org/step';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';

export interface TinyConfig {
  readonly itemCount: number;
  readonly size: number;
  readonly maxLength: number;
  readonly dropout: number;
  readonly seed: number;
}

export const tinyConfig: TinyConfig = { itemCount: 8, size: 4, maxLength: 6, dropout: 0, seed: 1 };

/**
 * The smallest model with all parts of a real one: an embedding that is also the output layer, a matrix, a bias,
 * padding, gathered positions and dropout. It passes the mean of the sequence through one tanh layer and adds the item
 * at the position.
 */
class TinyLayer extends layers.layers.Layer {
  static className = 'TinyLayer';
  readonly #config: TinyConfig;
  #table!: tf.Variable;
  #kernel!: tf.Variable;
  #bias!: tf.Variable;

  constructor(config: TinyConfig & { name: string }) {
    super({ name: config.name });
    this.#config = config;
  }

  override build(): void {
    const { itemCount, size, seed } = this.#config;
    const add = (name: string, shape: number[], scale: number) => {
      const random = Random.of(seed, name);
      const length = shape.reduce((product, edge) => product * edge, 1);
      const values = Float32Array.from({ length }, () => scale * random.normal());
      const initializer = { apply: () => tf.tensor(values, shape) } as unknown as Parameters<
        typeof this.addWeight
      >[3];
      return this.addWeight(name, shape, 'float32', initializer).read() as tf.Variable;
    };
    this.#table = add('table', [tableRows(itemCount), size], 0.5);
    this.#kernel = add('kernel', [size, size], 0.5);
    this.#bias = add('bias', [size], 0.1);
    super.build([]);
  }

  override computeOutputShape(shapes: layers.Shape[]): layers.Shape {
    return [shapes[1]?.[0] ?? null, shapes[1]?.[1] ?? null, tableRows(this.#config.itemCount)];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [ids, positions] = inputs as [tf.Tensor2D, tf.Tensor2D];
    return this.scores(ids, positions);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.#config };
  }

  get table(): tf.Tensor2D {
    return this.#table as tf.Tensor2D;
  }

  scores(ids: tf.Tensor2D, positions: tf.Tensor2D, dropout?: DropoutSource): tf.Tensor {
    return tf.tidy(() => {
      const { size, dropout: rate } = this.#config;
      const [rows, length] = ids.shape;
      const present = tf.expandDims(tf.cast(tf.notEqual(ids, 0), 'float32'), 2); // [B, T, 1]
      let items = tf.mul(tf.gather(this.#table, tf.cast(ids, 'int32')), present); // [B, T, D]
      if (dropout !== undefined && rate > 0) {
        const keep = tf.cast(dropout(items.shape, rate, 'items'), 'float32');
        items = tf.mul(items, tf.mul(keep, 1 / (1 - rate)));
      }
      const mean = tf.div(tf.sum(items, 1), tf.maximum(tf.sum(present, 1), 1)); // [B, D]
      const whole = tf.tanh(tf.add(tf.matMul(mean as tf.Tensor2D, this.#kernel), this.#bias));
      const pick = tf.oneHot(tf.cast(positions, 'int32'), length); // [B, M, T]
      const at = tf.matMul(tf.cast(pick, 'float32'), items); // [B, M, D]
      const query = tf.add(at, tf.reshape(whole, [rows, 1, size]));
      const flat = tf.reshape(query, [-1, size]) as tf.Tensor2D;
      return tf.reshape(tf.matMul(flat, this.#table as tf.Tensor2D, false, true), [
        rows,
        positions.shape[1],
        -1,
      ]);
    });
  }
}
tf.serialization.registerClass(TinyLayer as never);

/** {@link TinyLayer} as a model for training and serving. */
export function tinyModel(config: TinyConfig = tinyConfig): SequenceModel {
  const ids = layers.input({ shape: [null], dtype: 'int32', name: 'ids' });
  const positions = layers.input({ shape: [null], dtype: 'int32', name: 'positions' });
  const layer = new TinyLayer({ ...config, name: 'tiny' });
  const scores = layer.apply([ids, positions]) as layers.SymbolicTensor;
  const network = layers.model({ inputs: [ids, positions], outputs: scores, name: 'tiny_model' });
  return {
    kind: 'tiny',
    config: { ...config },
    query: 'cloze',
    itemCount: config.itemCount,
    maxLength: config.maxLength,
    network,
    itemTable: () => layer.table,
    loss(batch: BatchTensors, { dropout }: LossOptions = {}): tf.Scalar {
      return tf.tidy(() => {
        const logits = layer.scores(batch.ids, batch.positions ?? everySlot(batch.ids), dropout);
        const labels = tf.oneHot(tf.cast(batch.labels, 'int32'), tableRows(config.itemCount));
        const chosen = tf.sum(tf.mul(tf.logSoftmax(logits), tf.cast(labels, 'float32')), 2);
        return tf.neg(tf.sum(tf.mul(chosen, batch.weights))) as tf.Scalar;
      });
    },
  };
}
