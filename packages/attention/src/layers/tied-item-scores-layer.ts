import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import * as tfl from '@tensorflow/tfjs-layers';
import { AttentionError } from '../attention-error.js';
import { type ItemLossInputs, itemLoss } from '../item-loss.js';
import type { ItemLoss } from '../item-losses.js';
import { tiedItemScores } from '../tied-item-scores.js';
import { unitLength } from '../unit-length.js';
import { type BaseLayerOptions, nonNegative } from './layer-options.js';
import { inputShapes, inputTensors, ofRank } from './layer-tensors.js';
import { TypedLayer } from './typed-layer.js';
import { built } from './weighted-layer.js';

export interface TiedItemScoresOptions extends BaseLayerOptions {
  /** Whether each row of the table has a learned bias. Default true. */
  readonly useBias?: boolean;
  /** Scores are cosines divided by this number. Default: scores are products. */
  readonly temperature?: number | undefined;
}

/** What scores are made of: `hidden · tableᵀ + bias`. */
export interface ItemScoreFactors {
  /** `[B, M, D]` */
  readonly hidden: tf.Tensor;
  /** `[W, D]` */
  readonly table: tf.Tensor;
  /** `[W]`; undefined where the scores have none. */
  readonly bias: tf.Tensor | undefined;
}

/** The inputs of a loss of tied scores. */
export interface TiedLossInputs extends Omit<ItemLossInputs, 'bias'> {
  /** `[W]`, added to the layer's bias in this loss alone. */
  readonly addedBias?: tf.Tensor | undefined;
}

/**
 * Scores every row of the item table: `[hidden [B, M, D], table [W, D]]` to `[B, M, W]`, the products with the table's
 * rows plus, with `useBias`, a learned bias for each row, which starts as zeros. With `temperature`, both sides have length
 * 1 first, and the products are divided by it. The table is the second output of `ItemEmbedding`.
 *
 * Masking: ignores implicit Keras masks; every row gets a score, including those of PAD and MASK.
 */
export class TiedItemScores extends TypedLayer {
  static readonly className: string = 'OrgTiedItemScores';
  readonly useBias: boolean;
  readonly temperature: number | undefined;
  #bias: LayerVariable | undefined;

  constructor(options: TiedItemScoresOptions = {}) {
    super(options);
    this.useBias = options.useBias ?? true;
    const { temperature } = options;
    this.temperature =
      temperature === undefined ? undefined : nonNegative(this.name, 'temperature', temperature);
  }

  override build(shapes: Shape | Shape[]): void {
    const [, table = []] = inputShapes(this.name, shapes, 2);
    const [width] = ofRank(this.name, 'the table', table, 2);
    if (typeof width !== 'number') {
      throw new AttentionError(
        'invalid-shape',
        this.name,
        'the number of rows of the table must be known when the layer is built',
      );
    }
    if (this.useBias) {
      this.#bias = this.addWeight('bias', [width], 'float32', tfl.initializers.zeros());
    }
    super.build(shapes);
  }

  override computeOutputShape(shapes: Shape | Shape[]): Shape {
    const [hidden, table = []] = inputShapes(this.name, shapes, 2);
    const [width = null] = table;
    return [...hidden.slice(0, -1), width];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [hidden, table = hidden] = inputTensors(this.name, inputs, 2);
      const factors = this.factors(hidden, table);
      return tiedItemScores(factors.hidden, factors.table, factors.bias);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { useBias, temperature } = this;
    // Saved models without it score by products.
    return { ...super.getConfig(), useBias, ...(temperature !== undefined && { temperature }) };
  }

  /** A loss of these scores, {@link itemLoss} with this layer's bias. It does not form the scores. */
  itemLoss(loss: ItemLoss, { addedBias, ...inputs }: TiedLossInputs): tf.Scalar {
    return tf.tidy(() => {
      const factors = this.factors(inputs.hidden, inputs.table);
      const { bias: own } = factors;
      const bias = own === undefined || addedBias === undefined ? own : tf.add(own, addedBias);
      return itemLoss(loss, { ...inputs, ...factors, bias: bias ?? addedBias });
    });
  }

  /** The factors of the scores, `hidden · tableᵀ + bias`. The layer owns the bias: do not dispose it. */
  factors(hidden: tf.Tensor, table: tf.Tensor): ItemScoreFactors {
    const bias = this.useBias ? built(this.name, this.#bias).read() : undefined;
    if (this.temperature === undefined) return { hidden, table, bias };
    return { hidden: unitLength(hidden, 1 / this.temperature), table: unitLength(table), bias };
  }
}

tf.serialization.registerClass(TiedItemScores);
