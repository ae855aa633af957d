import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable, Shape, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { embeddingLookup } from '../embedding-lookup.js';
import {
  type BaseLayerOptions,
  type InitializerOptions,
  nonNegative,
  positiveInteger,
} from './layer-options.js';
import { inputShapes, inputTensors } from './layer-tensors.js';
import { built, WeightedLayer } from './weighted-layer.js';

export interface ItemEmbeddingOptions extends BaseLayerOptions, InitializerOptions {
  /** The number of ids, including the special ones. */
  readonly rows: number;
  /** The number of features, D. */
  readonly size: number;
  /** The factor of the looked-up vectors, but not of the table; sqrt(D) in Vaswani et al. 2017. Default 1. */
  readonly scale?: number;
}

/**
 * Looks items up in a learned table. Input: int32 ids `[B, T]` in 0..rows-1. Two outputs: the items' vectors
 * `[B, T, D]`, and the table itself, `[rows, D]`.
 *
 * The table is an output so that an output layer can share it (`TiedItemScores`): the sharing is then an edge of the
 * model's graph and survives saving and loading, unlike a reference between layers.
 *
 * Masking: makes no implicit Keras mask. Padding has a row like any other id; `PaddingMask` hides it.
 */
export class ItemEmbedding extends WeightedLayer<
  [SymbolicTensor, SymbolicTensor],
  [tf.Tensor, tf.Tensor]
> {
  static readonly className: string = 'OrgItemEmbedding';
  readonly rows: number;
  readonly size: number;
  readonly scale: number;
  #table: LayerVariable | undefined;

  constructor(options: ItemEmbeddingOptions) {
    super(options);
    this.rows = positiveInteger(this.name, 'rows', options.rows);
    this.size = positiveInteger(this.name, 'size', options.size);
    this.scale = nonNegative(this.name, 'scale', options.scale ?? 1);
  }

  override build(shapes: Shape | Shape[]): void {
    this.#table = this.addRandomWeight('table', [this.rows, this.size]);
    super.build(shapes);
  }

  override computeOutputShape(shapes: Shape | Shape[]): Shape[] {
    const [shape] = inputShapes(this.name, shapes, 1);
    return [
      [...shape, this.size],
      [this.rows, this.size],
    ];
  }

  /** The table's variable, `[rows, size]`. The layer owns it: do not dispose it. */
  table(): tf.Tensor {
    return built(this.name, this.#table).read();
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    return tf.tidy(() => {
      const [ids] = inputTensors(this.name, inputs, 1);
      const table = this.table();
      const items = embeddingLookup(table, tf.cast(ids, 'int32'));
      // A clone (of the handle, not the numbers), because a LayersModel disposes a layer's outputs after use and would
      // dispose the variable.
      return [this.scale === 1 ? items : tf.mul(items, this.scale), tf.clone(table)];
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rows: this.rows, size: this.size, scale: this.scale };
  }
}

tf.serialization.registerClass(ItemEmbedding);
