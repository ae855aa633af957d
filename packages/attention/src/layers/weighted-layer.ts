import { Random } from '@org/random';
import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { Activation } from '../activation.js';
import { AttentionError } from '../attention-error.js';
import type { FeedForwardWeights } from '../feed-forward.js';
import type { LinearWeights } from '../linear.js';
import { type MultiHeadAttentionWeights, requireHeads } from '../multi-head-attention.js';
import { TruncatedNormal } from '../truncated-normal.js';
import {
  type BaseLayerOptions,
  type InitializerOptions,
  integer,
  nonNegative,
} from './layer-options.js';
import { TypedLayer } from './typed-layer.js';

/** An affine map's variables. */
export interface LinearVariables {
  readonly kernel: tfl.LayerVariable;
  readonly bias: tfl.LayerVariable;
}

/** A layer normalization's variables. */
export interface NormVariables {
  readonly gamma: tfl.LayerVariable;
  readonly beta: tfl.LayerVariable;
}

/** The variables of multi-head attention. */
export interface AttentionVariables {
  readonly query: LinearVariables;
  readonly key: LinearVariables;
  readonly value: LinearVariables;
  readonly output: LinearVariables;
}

/** The variables of a feed-forward network. */
export interface FeedForwardVariables {
  readonly inner: LinearVariables;
  readonly outer: LinearVariables;
}

/**
 * A layer that draws its first weights from a seed. Each weight has its own stream, named by the seed and the weight's
 * name in the layer, because a shared stream would give the query and the key kernel the same numbers.
 */
export abstract class WeightedLayer<
  Symbolic extends tfl.SymbolicTensor | tfl.SymbolicTensor[] = tfl.SymbolicTensor,
  Eager extends tf.Tensor | tf.Tensor[] = tf.Tensor,
> extends TypedLayer<Symbolic, Eager> {
  readonly seed: number;
  readonly stddev: number;

  constructor(options: BaseLayerOptions & InitializerOptions) {
    super(options);
    this.seed = integer(this.name, 'seed', options.seed);
    this.stddev = nonNegative(this.name, 'stddev', options.stddev ?? 0.02);
  }

  /** A trainable weight from the truncated normal distribution; with the layer's `stddev` 0 it is zeros. */
  protected addRandomWeight(
    name: string,
    shape: number[],
    stddev: number = this.stddev,
  ): tfl.LayerVariable {
    const drawn = this.stddev === 0 ? 0 : stddev;
    const initializer = new TruncatedNormal(drawn, Random.of(this.seed, 'weights', name));
    return this.addWeight(name, shape, 'float32', initializer);
  }

  /** A trainable weight of zeros. */
  protected addZeros(name: string, shape: number[]): tfl.LayerVariable {
    return this.addWeight(name, shape, 'float32', tfl.initializers.zeros());
  }

  /** The weights `<scope>kernel` and `<scope>bias` of an affine map. */
  protected addLinear(
    scope: string,
    inputSize: number,
    outputSize: number,
    stddev: number = this.stddev,
  ): LinearVariables {
    return {
      kernel: this.addRandomWeight(`${scope}kernel`, [inputSize, outputSize], stddev),
      bias: this.addZeros(`${scope}bias`, [outputSize]),
    };
  }

  /** The weights of multi-head attention over `size` features, which the heads must divide. */
  protected addAttention(scope: string, size: number, heads: number): AttentionVariables {
    requireHeads(this.name, size, heads);
    return {
      query: this.addLinear(`${scope}query/`, size, size),
      key: this.addLinear(`${scope}key/`, size, size),
      value: this.addLinear(`${scope}value/`, size, size),
      output: this.addLinear(`${scope}output/`, size, size),
    };
  }

  /** The weights of a feed-forward network; `swiglu` makes its inner features of twice as many. */
  protected addFeedForward(
    scope: string,
    size: number,
    innerSize: number,
    activation: Activation,
  ): FeedForwardVariables {
    const width = activation === 'swiglu' ? 2 * innerSize : innerSize;
    return {
      inner: this.addLinear(`${scope}inner/`, size, width),
      outer: this.addLinear(`${scope}outer/`, innerSize, size),
    };
  }

  /** The weights `<scope>gamma` and `<scope>beta` of a layer normalization. */
  protected addNorm(scope: string, size: number): NormVariables {
    return {
      gamma: this.addWeight(`${scope}gamma`, [size], 'float32', tfl.initializers.ones()),
      beta: this.addZeros(`${scope}beta`, [size]),
    };
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), seed: this.seed, stddev: this.stddev };
  }
}

/** The current values of an affine map's variables. */
export function readLinear({ kernel, bias }: LinearVariables): LinearWeights {
  return { kernel: kernel.read(), bias: bias.read() };
}

/** The current values of attention's variables. */
export function readAttention(variables: AttentionVariables): MultiHeadAttentionWeights {
  return {
    query: readLinear(variables.query),
    key: readLinear(variables.key),
    value: readLinear(variables.value),
    output: readLinear(variables.output),
  };
}

/** The current values of a feed-forward network's variables. */
export function readFeedForward({ inner, outer }: FeedForwardVariables): FeedForwardWeights {
  return { inner: readLinear(inner), outer: readLinear(outer) };
}

/** A layer's weights, which `build` made. */
export function built<Weights>(where: string, weights: Weights | undefined): Weights {
  if (weights === undefined) {
    throw new AttentionError(
      'not-built',
      where,
      'has no weights yet; use apply(), which builds them, or call build() first',
    );
  }
  return weights;
}
