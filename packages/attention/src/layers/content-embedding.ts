import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable, Shape, SymbolicTensor } from '@tensorflow/tfjs-layers';
import * as tfl from '@tensorflow/tfjs-layers';
import { AttentionError } from '../attention-error.js';
import { embeddingLookup } from '../embedding-lookup.js';
import {
  type BaseLayerOptions,
  type InitializerOptions,
  nonNegative,
  oneOf,
  positiveInteger,
} from './layer-options.js';
import { inputShapes, inputTensors } from './layer-tensors.js';
import { built, WeightedLayer } from './weighted-layer.js';

/**
 * How a row of the item table follows from the content of an item, c:
 *
 * - `projected`: `c @ W`. Items have no parameters of their own.
 * - `offset`: `c + d`, where d is learned for each item and `‖d‖` is at most `bound`. C is D.
 * - `added`: `e + c @ W`, where e is learned for each item.
 */
export type ContentUse = 'projected' | 'offset' | 'added';

export interface ContentEmbeddingOptions extends BaseLayerOptions, InitializerOptions {
  /** The number of ids. The first and the last are special and have no content: their rows are learned. */
  readonly rows: number;
  /** The number of features of a row, D. */
  readonly size: number;
  /** The number of features of the content, C. */
  readonly contentSize: number;
  readonly use: ContentUse;
  /** The largest length of an item's own part, with `offset`. Default 0.5. */
  readonly bound?: number;
  /** The factor of the looked-up vectors, but not of the table. Default 1. */
  readonly scale?: number;
}

/** The bias of an item in losses that makes its probability 0. */
const LEFT_OUT = -1e9;

/** As in ArtemF42/let-it-go for rows of length 1. */
const BOUND = 0.5;

/**
 * Looks items up in a table that is computed from frozen vectors of their content, such as encoded titles. So an item
 * that training never saw has a row, too. Inputs and outputs are those of `ItemEmbedding`: int32 ids `[B, T]` in
 * 0..rows-1; the items' vectors `[B, T, D]`, and the table, `[rows, D]`.
 *
 * The vectors are a weight that is not trained; they are zeros until `setContent`.
 *
 * Masking: makes no implicit Keras mask. Padding has a row like any other id; `PaddingMask` hides it.
 */
export class ContentEmbedding extends WeightedLayer<
  [SymbolicTensor, SymbolicTensor],
  [tf.Tensor, tf.Tensor]
> {
  static readonly className: string = 'OrgContentEmbedding';
  readonly rows: number;
  readonly size: number;
  readonly contentSize: number;
  readonly use: ContentUse;
  readonly bound: number;
  readonly scale: number;
  #special: LayerVariable | undefined; // [2, D]
  #kernel: LayerVariable | undefined; // [C, D]
  #own: LayerVariable | undefined; // [rows, D]
  #content: LayerVariable | undefined; // [rows, C]
  #lossBias: LayerVariable | undefined; // [rows]
  #frozen: tf.Tensor2D | undefined; // [rows, D]

  constructor(options: ContentEmbeddingOptions) {
    super(options);
    this.rows = positiveInteger(this.name, 'rows', options.rows);
    this.size = positiveInteger(this.name, 'size', options.size);
    this.contentSize = positiveInteger(this.name, 'contentSize', options.contentSize);
    this.use = oneOf(this.name, 'use', ['projected', 'offset', 'added'], options.use);
    this.bound = nonNegative(this.name, 'bound', options.bound ?? BOUND);
    this.scale = nonNegative(this.name, 'scale', options.scale ?? 1);
    if (this.use === 'offset' && this.contentSize !== this.size) {
      throw new AttentionError(
        'invalid-option',
        this.name,
        `contentSize is the size, ${this.size}, where items learn an offset from their content, got ${this.contentSize}`,
      );
    }
  }

  override build(shapes: Shape | Shape[]): void {
    const { rows, size, contentSize, use } = this;
    this.#special = this.addRandomWeight('special', [2, size]);
    if (use !== 'offset') this.#kernel = this.addRandomWeight('kernel', [contentSize, size]);
    if (use === 'offset') this.#own = this.addZeros('offset', [rows, size]);
    if (use === 'added') this.#own = this.addRandomWeight('table', [rows, size]);
    this.#content = this.#addFrozen('content', [rows, contentSize]);
    this.#lossBias = this.#addFrozen('loss_bias', [rows]);
    super.build(shapes);
  }

  #addFrozen(name: string, shape: number[]): LayerVariable {
    return this.addWeight(name, shape, 'float32', tfl.initializers.zeros(), undefined, false);
  }

  override computeOutputShape(shapes: Shape | Shape[]): Shape[] {
    const [shape] = inputShapes(this.name, shapes, 1);
    return [
      [...shape, this.size],
      [this.rows, this.size],
    ];
  }

  /**
   * Sets the content of the items.
   *
   * @param vectors float32 `[rows - 2, C]`, those of ids 1 to rows-2.
   * @param leftOut Ids that no loss compares with a label, such as items without an event in training: as negatives
   *   that are never labels, they would teach the model to avoid whatever is like them.
   */
  setContent(vectors: Float32Array, leftOut: Iterable<number> = []): void {
    const { rows, contentSize } = this;
    const values = new Float32Array(rows * contentSize);
    if (vectors.length !== (rows - 2) * contentSize) {
      throw new AttentionError(
        'invalid-shape',
        this.name,
        `the content of ${rows - 2} items has ${contentSize} values each, got ${vectors.length} values`,
      );
    }
    values.set(vectors, contentSize);
    const bias = new Float32Array(rows);
    for (const id of leftOut) bias[id] = LEFT_OUT;
    tf.tidy(() => {
      built(this.name, this.#content).write(tf.tensor2d(values, [rows, contentSize]));
      built(this.name, this.#lossBias).write(tf.tensor1d(bias));
    });
  }

  /** The content, `[rows, C]`. The layer owns it: do not dispose it. */
  content(): tf.Tensor {
    return built(this.name, this.#content).read();
  }

  /** `[rows]`, added to the scores of items in losses. The layer owns it: do not dispose it. */
  lossBias(): tf.Tensor {
    return built(this.name, this.#lossBias).read();
  }

  /** The table, `[rows, size]`. The caller disposes it. */
  table(): tf.Tensor2D {
    if (this.#frozen !== undefined) return tf.clone(this.#frozen);
    return tf.tidy(() => {
      const content = built(this.name, this.#content).read() as tf.Tensor2D;
      const special = built(this.name, this.#special).read();
      const items = this.#rowsOf(content);
      const { rows, size } = this;
      return tf.concat([
        tf.slice(special, [0, 0], [1, size]),
        tf.slice(items, [1, 0], [rows - 2, size]),
        tf.slice(special, [1, 0], [1, size]),
      ]) as tf.Tensor2D;
    });
  }

  /** Computes the table once, for a network that answers many queries and whose weights no longer change. */
  freeze(): void {
    this.#frozen ??= tf.keep(this.table());
  }

  protected override disposeWeights(): number {
    this.#frozen?.dispose();
    return super.disposeWeights();
  }

  /** `[rows, D]` */
  #rowsOf(content: tf.Tensor2D): tf.Tensor {
    if (this.use === 'offset') return tf.add(content, this.#boundedOffsets());
    const projected = tf.matMul(content, built(this.name, this.#kernel).read() as tf.Tensor2D);
    return this.use === 'projected'
      ? projected
      : tf.add(projected, built(this.name, this.#own).read());
  }

  /** The offsets, those longer than the bound shortened to it. */
  #boundedOffsets(): tf.Tensor {
    const offsets = built(this.name, this.#own).read();
    // Never 0, where the root has no derivative.
    const lengths = tf.sqrt(tf.add(tf.sum(tf.square(offsets), 1, true), 1e-12)); // [rows, 1]
    return tf.mul(offsets, tf.minimum(tf.div(this.bound, lengths), 1));
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    return tf.tidy(() => {
      const [ids] = inputTensors(this.name, inputs, 1);
      const table = this.table();
      const items = embeddingLookup(table, tf.cast(ids, 'int32'));
      return [this.scale === 1 ? items : tf.mul(items, this.scale), table];
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { rows, size, contentSize, use, bound, scale } = this;
    return { ...super.getConfig(), rows, size, contentSize, use, bound, scale };
  }
}

tf.serialization.registerClass(ContentEmbedding);
