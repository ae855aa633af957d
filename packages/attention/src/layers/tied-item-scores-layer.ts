import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import * as tfl from '@tensorflow/tfjs-layers';
import { AttentionError } from '../attention-error.js';
import { type ItemLossInputs, itemLoss } from '../item-loss.js';
import type { ItemLoss } from '../item-losses.js';
import { tiedItemScores } from '../tied-item-scores.js';
import type { BaseLayerOptions } from './layer-options.js';
import { inputShapes, inputTensors, ofRank } from './layer-tensors.js';
import { TypedLayer } from './typed-layer.js';
import { built } from './weighted-layer.js';

export interface TiedItemScoresOptions extends BaseLayerOptions {
  /** Whether each row of the table has a learned bias. Default true. */
  readonly useBias?: boolean;
}

/**
 * Scores every row of the item table: `[hidden [B, M, D], table [W, D]]` to `[B, M, W]`, the products with the table's
 * rows plus, with `useBias`, a learned bias for each row, which starts as zeros. The table is the second output of
 * `ItemEmbedding`.
 *
 * Masking: ignores implicit Keras masks; every row gets a score, including those of PAD and MASK.
 */
export class TiedItemScores extends TypedLayer {
  static readonly className: string = 'OrgTiedItemScores';
  readonly useBias: boolean;
  #bias: LayerVariable | undefined;

  constructor(options: TiedItemScoresOptions = {}) {
    super(options);
    this.useBias = options.useBias ?? true;
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
      return tiedItemScores(hidden, table, this.bias());
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), useBias: this.useBias };
  }

  /** A loss of these scores, {@link itemLoss} with this layer's bias. It does not form the scores. */
  itemLoss(loss: ItemLoss, inputs: Omit<ItemLossInputs, 'bias'>): tf.Scalar {
    return itemLoss(loss, { ...inputs, bias: this.bias() });
  }

  /** The bias of each row of the table, `[W]`; undefined without `useBias`. The layer owns it: do not dispose it. */
  bias(): tf.Tensor | undefined {
    return this.useBias ? built(this.name, this.#bias).read() : undefined;
  }
}

tf.serialization.registerClass(TiedItemScores);
