import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import * as tfl from '@tensorflow/tfjs-layers';
import { AttentionError } from '../attention-error.js';
import { tiedItemScores } from '../tied-item-scores.js';
import { type TiedSoftmaxInputs, tiedSoftmaxCrossEntropy } from '../tied-softmax-cross-entropy.js';
import { inputShapes, inputTensors, ofRank } from './layer-tensors.js';
import { TypedLayer } from './typed-layer.js';
import { built } from './weighted-layer.js';

/**
 * Scores every row of the item table: `[hidden [B, M, D], table [W, D]]` to `[B, M, W]`, the products with the table's
 * rows plus a learned bias of each row (zeros at first). The table is `ItemEmbedding`'s second output.
 *
 * Masking: ignores implicit Keras masks; every row gets a score, those of padding and mask tokens too.
 */
export class TiedItemScores extends TypedLayer {
  static readonly className: string = 'OrgTiedItemScores';
  #bias: LayerVariable | undefined;

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
    this.#bias = this.addWeight('bias', [width], 'float32', tfl.initializers.zeros());
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
      return tiedItemScores(hidden, table, built(this.name, this.#bias).read());
    });
  }

  /**
   * The weighted sum of softmax cross-entropies of these scores, without forming them: {@link tiedSoftmaxCrossEntropy}
   * with this layer's bias.
   */
  crossEntropy(inputs: Omit<TiedSoftmaxInputs, 'bias'>): tf.Scalar {
    const bias = built(this.name, this.#bias).read();
    return tf.tidy(() => tiedSoftmaxCrossEntropy({ ...inputs, bias }));
  }
}

tf.serialization.registerClass(TiedItemScores);
