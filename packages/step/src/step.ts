import type { MaskKey } from '@org/random';
import type * as tf from '@tensorflow/tfjs-core';

/** One array of a batch, row-major. */
export interface BatchArray {
  readonly data: Int32Array | Float32Array;
  readonly shape: readonly number[];
}

/** How a keep-mask is drawn; see `fillKeepMask` of `@org/random`. */
export interface KeepMask {
  /** The probability of a 0, in [0, 1). */
  readonly rate: number;
  /** Names the mask's stream. */
  readonly key: MaskKey;
  /** The number of equal parts that have a stream each: the rows of the piece, or 1. */
  readonly rows: number;
}

/** What the first part of a step sees of the run it is part of. */
export interface PieceContext {
  /**
   * A bool tensor that is drawn anew for each run, from the mask's key, the step and the place of its rows in the
   * batch, so that a batch has the same masks in whatever pieces it is worked.
   *
   * @param name unique within the body.
   */
  keepMask(name: string, shape: readonly number[], mask: KeepMask): tf.Tensor;
}

/** Fills a feed's values for one run. `step` is what `Step.run` was given. */
export type Fill = (out: Float32Array | Int32Array | Uint8Array, step: number) => void;

/** One variable's step of Adam: `m = β₁m + (1-β₁)fg`, `v = β₂v + (1-β₂)(fg)²`, `p = shrink p - stepSize m / (√v + guard)`. */
export interface AdamUpdate {
  /** p, and its moments m and v. */
  readonly variable: tf.Variable;
  readonly mean: tf.Variable;
  readonly variance: tf.Variable;
  readonly beta1: number;
  readonly beta2: number;
  /** g. */
  readonly gradient: tf.Tensor;
  /** f, a scalar. */
  readonly factor: tf.Tensor;
  readonly stepSize: tf.Tensor;
  readonly guard: tf.Tensor;
  /** Default 1. */
  readonly shrink?: tf.Tensor | undefined;
}

/** What the second part of a step sees of the run it is part of. */
export interface UpdateContext {
  /**
   * A tensor that JavaScript fills anew before each run: the learning rate, say. A compiled step turns it into an
   * input, so whatever changes from run to run must come from here or from the sums; anything else that the body
   * reads in JavaScript is frozen when the step is traced.
   *
   * @param name unique within the body; a body asks for the same feeds in the same order each time it is traced.
   * @param fill gets an array of the shape's size (`Uint8Array` for bool) with anything in it, and writes every element;
   * what it writes depends on `step` alone.
   */
  feed(
    name: string,
    shape: readonly number[],
    dtype: 'float32' | 'int32' | 'bool',
    fill: Fill,
  ): tf.Tensor;
  /** Where the engine can do it in one pass over memory: assigns the three variables after the step's other work. */
  adam?(update: AdamUpdate): void;
}

/** Tensors by name. */
export type Tensors = Readonly<Record<string, tf.Tensor>>;

/**
 * A training step as two functions of tensors, so that a batch can be worked in pieces, one after the other to save
 * memory or side by side on several cores. Written once; a runner calls them for every batch, or traces them once per
 * shape.
 */
export interface StepParts {
  /**
   * What a piece of the batch adds to the step's sums. It reads variables and assigns none. Rows of zeros add nothing:
   * the last piece may be filled up with them. An array of the batch with one axis has no rows, and each piece gets
   * all of it.
   */
  readonly piece: (batch: Tensors, context: PieceContext) => Tensors;
  /** What follows from the sums over all pieces: assigns variables, returns the step's results. */
  readonly update: (sums: Tensors, context: UpdateContext) => Tensors;
  /** Rows of a piece. Default: what the runner finds best. */
  readonly pieceRows?: number | undefined;
}

export interface Step {
  /**
   * Runs both parts on one batch and gives the update's results. Variables it assigned hold their new values
   * afterwards.
   * @param step the number of this run, which masks and feeds are filled for.
   */
  run(
    batch: Readonly<Record<string, BatchArray>>,
    step: number,
  ): Promise<Record<string, Float32Array>>;
  dispose(): void;
}

/** Makes a step runnable: `eagerStep` on any backend, `compilePieces` of `@org/tfjs-onnx` on its own. */
export type StepRunner = (parts: StepParts) => Step;
