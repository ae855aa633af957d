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
 * - `offset`: `c + d`, where d is learned for each item and `‖d‖` is at most `bound`. C is the size of the row.
 * - `added`: `e + c @ W`, where e is learned for each item.
 * - `learned`: `e`, without content. Items have features alone.
 */
export type ContentUse = 'projected' | 'offset' | 'added' | 'learned';

/**
 * How the features of an item, f, join the rest of its row, r:
 *
 * - `sum`: `r + f @ U`
 * - `concat`: `[r, f @ U]`
 */
export type ItemFusion = 'sum' | 'concat';

const fusions: readonly ItemFusion[] = ['sum', 'concat'];

export interface ContentEmbeddingOptions extends BaseLayerOptions, InitializerOptions {
  /** The number of ids. The first and the last are special and have no content: their rows are learned. */
  readonly rows: number;
  /** The number of features of a row, D. */
  readonly size: number;
  /** The number of features of the content, C; 0 with `learned`. */
  readonly contentSize: number;
  readonly use: ContentUse;
  /**
   * F, the columns of the features of items, such as a column for each category and one for each number. Default 0:
   * items have no features.
   */
  readonly featureColumns?: number;
  /** Default `sum`. */
  readonly fusion?: ItemFusion;
  /** The size of `f @ U` with `concat`, E: less than D. */
  readonly featureSize?: number;
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
 * Looks items up in a table that is computed from frozen vectors of their content, such as encoded titles, and from
 * their features, such as genres and years. So an item that training never saw has a row, too. Inputs and outputs are those of `ItemEmbedding`: int32 ids `[B, T]` in
 * 0..rows-1; the items' vectors `[B, T, D]`, and the table, `[rows, D]`.
 *
 * Vectors and features are weights that are not trained; they are zeros until `setContent` and `setFeatures`.
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
  readonly featureColumns: number;
  readonly fusion: ItemFusion;
  /** E: D with `sum`, 0 without features. */
  readonly featureSize: number;
  readonly bound: number;
  readonly scale: number;
  #special: LayerVariable | undefined; // [2, D]
  #kernel: LayerVariable | undefined; // [C, R]
  #own: LayerVariable | undefined; // [rows, R]
  #content: LayerVariable | undefined; // [rows, C]
  #featureKernel: LayerVariable | undefined; // [F, E]
  #features: LayerVariable | undefined; // [rows, F]
  #lossBias: LayerVariable | undefined; // [rows]
  #frozen: tf.Tensor2D | undefined; // [rows, D]

  constructor(options: ContentEmbeddingOptions) {
    super(options);
    this.rows = positiveInteger(this.name, 'rows', options.rows);
    this.size = positiveInteger(this.name, 'size', options.size);
    const uses = ['projected', 'offset', 'added', 'learned'] as const;
    this.use = oneOf(this.name, 'use', uses, options.use);
    const { featureColumns = 0, contentSize } = options;
    const isLearned = this.use === 'learned' && contentSize === 0;
    this.contentSize = isLearned ? 0 : positiveInteger(this.name, 'contentSize', contentSize);
    this.featureColumns =
      featureColumns === 0 ? 0 : positiveInteger(this.name, 'featureColumns', featureColumns);
    this.fusion = oneOf(this.name, 'fusion', fusions, options.fusion ?? 'sum');
    this.featureSize = this.#sizeOfFeatures(options.featureSize);
    this.bound = nonNegative(this.name, 'bound', options.bound ?? BOUND);
    this.scale = nonNegative(this.name, 'scale', options.scale ?? 1);
    if (this.use === 'offset' && this.contentSize !== this.restSize) {
      throw new AttentionError(
        'invalid-option',
        this.name,
        `contentSize is the size, ${this.restSize}, where items learn an offset from their content, got ${this.contentSize}`,
      );
    }
    if (this.use === 'learned' && (this.contentSize !== 0 || this.featureColumns === 0)) {
      throw new AttentionError(
        'invalid-option',
        this.name,
        "with the use 'learned', contentSize is 0 and there are featureColumns",
      );
    }
  }

  /** R, the size of a row without its features. */
  get restSize(): number {
    return this.fusion === 'concat' ? this.size - this.featureSize : this.size;
  }

  #sizeOfFeatures(given: number | undefined): number {
    if (this.featureColumns === 0) return 0;
    if (this.fusion === 'sum') return this.size;
    const size = positiveInteger(this.name, 'featureSize', given as number);
    if (size < this.size) return size;
    throw new AttentionError(
      'invalid-option',
      this.name,
      `featureSize is less than size, which is ${this.size}, got ${size}`,
    );
  }

  override build(shapes: Shape | Shape[]): void {
    const { rows, size, restSize: rest, contentSize, use, featureColumns: columns } = this;
    const hasContent = use !== 'learned';
    this.#special = this.addRandomWeight('special', [2, size]);
    if (hasContent && use !== 'offset') {
      this.#kernel = this.addRandomWeight('kernel', [contentSize, rest]);
    }
    if (use === 'offset') this.#own = this.addZeros('offset', [rows, rest]);
    if (use === 'added' || use === 'learned') {
      this.#own = this.addRandomWeight('table', [rows, rest]);
    }
    if (columns > 0) {
      this.#featureKernel = this.addRandomWeight('feature_kernel', [columns, this.featureSize]);
      this.#features = this.#addFrozen('features', [rows, columns]);
    }
    if (hasContent) this.#content = this.#addFrozen('content', [rows, contentSize]);
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
   * @param vectors float32 `[rows - 2, C]`, those of ids 1 to rows-2; empty with `learned`.
   * @param leftOut Ids that no loss compares with a label, such as items without an event in training: as negatives
   *   that are never labels, they would teach the model to avoid whatever is like them.
   */
  setContent(vectors: Float32Array, leftOut: Iterable<number> = []): void {
    const { rows, contentSize } = this;
    if (contentSize > 0) this.#setRows('content', this.#content, vectors, contentSize);
    const bias = new Float32Array(rows);
    for (const id of leftOut) bias[id] = LEFT_OUT;
    tf.tidy(() => {
      built(this.name, this.#lossBias).write(tf.tensor1d(bias));
    });
  }

  /** Sets the features of the items: float32 `[rows - 2, F]`, those of ids 1 to rows-2. */
  setFeatures(values: Float32Array): void {
    this.#setRows('features', this.#features, values, this.featureColumns);
  }

  /** Writes a row for each item. */
  #setRows(
    name: 'content' | 'features',
    weight: LayerVariable | undefined,
    given: Float32Array,
    width: number,
  ): void {
    const { rows } = this;
    if (given.length !== (rows - 2) * width) {
      const verb = name === 'content' ? 'has' : 'have';
      throw new AttentionError(
        'invalid-shape',
        this.name,
        `the ${name} of ${rows - 2} items ${verb} ${width} values each, got ${given.length} values`,
      );
    }
    const values = new Float32Array(rows * width);
    values.set(given, width);
    tf.tidy(() => {
      built(this.name, weight).write(tf.tensor2d(values, [rows, width]));
    });
  }

  /** The content, `[rows, C]`; undefined with `learned`. The layer owns it: do not dispose it. */
  content(): tf.Tensor | undefined {
    return this.use === 'learned' ? undefined : built(this.name, this.#content).read();
  }

  /** The features, `[rows, F]`; undefined without. The layer owns it: do not dispose it. */
  features(): tf.Tensor | undefined {
    return this.featureColumns === 0 ? undefined : built(this.name, this.#features).read();
  }

  /** `[rows]`, added to the scores of items in losses. The layer owns it: do not dispose it. */
  lossBias(): tf.Tensor {
    return built(this.name, this.#lossBias).read();
  }

  /** The table, `[rows, size]`. The caller disposes it. */
  table(): tf.Tensor2D {
    if (this.#frozen !== undefined) return tf.clone(this.#frozen);
    return tf.tidy(() => {
      const special = built(this.name, this.#special).read();
      const items = this.#withFeatures(this.#rest());
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

  /** The rows with the features of items, `[rows, D]`. */
  #withFeatures(rest: tf.Tensor): tf.Tensor {
    const features = this.features();
    if (features === undefined) return rest;
    const kernel = built(this.name, this.#featureKernel).read();
    const encoded = tf.matMul(features as tf.Tensor2D, kernel as tf.Tensor2D); // [rows, E]
    return this.fusion === 'sum' ? tf.add(rest, encoded) : tf.concat([rest, encoded], 1);
  }

  /** The rows without the features of items, `[rows, R]`. */
  #rest(): tf.Tensor {
    const content = this.content();
    if (content === undefined) return built(this.name, this.#own).read();
    if (this.use === 'offset') return tf.add(content, this.#boundedOffsets());
    const kernel = built(this.name, this.#kernel).read();
    const projected = tf.matMul(content as tf.Tensor2D, kernel as tf.Tensor2D);
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
    const { featureColumns, fusion, featureSize } = this;
    // Saved models without features have no such keys.
    const features = featureColumns > 0 ? { featureColumns, fusion, featureSize } : {};
    return { ...super.getConfig(), rows, size, contentSize, use, bound, scale, ...features };
  }
}

tf.serialization.registerClass(ContentEmbedding);
