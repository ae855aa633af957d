import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable, Shape, SymbolicTensor } from '@tensorflow/tfjs-layers';
import * as tfl from '@tensorflow/tfjs-layers';
import { AttentionError } from '../attention-error.js';
import { embeddingLookup } from '../embedding-lookup.js';
import {
  type ContentEmbeddingOptions,
  type ContentEmbeddingSettings,
  contentConfig,
  contentSettings,
  restSize,
} from './content-embedding-options.js';
import { inputShapes, inputTensors } from './layer-tensors.js';
import { built, WeightedLayer } from './weighted-layer.js';

/** The bias of an item in losses that makes its probability 0. */
const LEFT_OUT = -1e9;

/**
 * Looks items up in a table that is computed from frozen vectors of their content, such as encoded titles, and from
 * their features, such as genres and years. So an item that training never saw has a row, too. Inputs and outputs are
 * those of `ItemEmbedding`: int32 ids `[B, T]` in 0..rows-1; the items' vectors `[B, T, D]`, and the table, `[rows, D]`.
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
  readonly settings: ContentEmbeddingSettings;
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
    this.settings = contentSettings(this.name, options);
  }

  override build(shapes: Shape | Shape[]): void {
    const { rows, size, contentSize, use, featureColumns: columns, featureSize } = this.settings;
    const rest = restSize(this.settings);
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
      this.#featureKernel = this.addRandomWeight('feature_kernel', [columns, featureSize]);
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
    const { rows, size } = this.settings;
    const [shape] = inputShapes(this.name, shapes, 1);
    return [
      [...shape, size],
      [rows, size],
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
    const { rows, contentSize } = this.settings;
    if (contentSize > 0) this.#setRows('content', this.#content, vectors, contentSize);
    const bias = new Float32Array(rows);
    for (const id of leftOut) bias[id] = LEFT_OUT;
    tf.tidy(() => {
      built(this.name, this.#lossBias).write(tf.tensor1d(bias));
    });
  }

  /** Sets the features of the items: float32 `[rows - 2, F]`, those of ids 1 to rows-2. */
  setFeatures(values: Float32Array): void {
    this.#setRows('features', this.#features, values, this.settings.featureColumns);
  }

  /** Writes a row for each item. */
  #setRows(
    name: 'content' | 'features',
    weight: LayerVariable | undefined,
    given: Float32Array,
    width: number,
  ): void {
    const { rows } = this.settings;
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
    return this.settings.use === 'learned' ? undefined : built(this.name, this.#content).read();
  }

  /** The features, `[rows, F]`; undefined without. The layer owns it: do not dispose it. */
  features(): tf.Tensor | undefined {
    return this.settings.featureColumns === 0 ? undefined : built(this.name, this.#features).read();
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
      const { rows, size } = this.settings;
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
    return this.settings.fusion === 'sum' ? tf.add(rest, encoded) : tf.concat([rest, encoded], 1);
  }

  /** The rows without the features of items, `[rows, R]`. */
  #rest(): tf.Tensor {
    const { use } = this.settings;
    const content = this.content();
    if (content === undefined) return built(this.name, this.#own).read();
    if (use === 'offset') return tf.add(content, this.#boundedOffsets());
    const kernel = built(this.name, this.#kernel).read();
    const projected = tf.matMul(content as tf.Tensor2D, kernel as tf.Tensor2D);
    return use === 'projected' ? projected : tf.add(projected, built(this.name, this.#own).read());
  }

  /** The offsets, those longer than the bound shortened to it. */
  #boundedOffsets(): tf.Tensor {
    const offsets = built(this.name, this.#own).read();
    // Never 0, where the root has no derivative.
    const lengths = tf.sqrt(tf.add(tf.sum(tf.square(offsets), 1, true), 1e-12)); // [rows, 1]
    return tf.mul(offsets, tf.minimum(tf.div(this.settings.bound, lengths), 1));
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    return tf.tidy(() => {
      const { scale } = this.settings;
      const [ids] = inputTensors(this.name, inputs, 1);
      const table = this.table();
      const items = embeddingLookup(table, tf.cast(ids, 'int32'));
      return [scale === 1 ? items : tf.mul(items, scale), table];
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...contentConfig(this.settings) };
  }
}

tf.serialization.registerClass(ContentEmbedding);
