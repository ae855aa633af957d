import type { MaskKey } from '@org/random';
import type * as tf from '@tensorflow/tfjs-core';

/** One row-major array of a batch. The array's class gives its type, int32 or float32. */
export interface BatchArray {
  readonly data: Int32Array | Float32Array;
  readonly shape: readonly number[];
}

/** How to draw a keep-mask; see `fillKeepMask` of `@org/random`. */
export interface KeepMask {
  /** The probability of a 0, in [0, 1). */
  readonly rate: number;
  /** The key of the mask's stream. */
  readonly key: MaskKey;
  /** The number of equal parts, each with its own stream: the rows of the piece, or 1. */
  readonly rows: number;
}

/** What a run offers to `piece`. */
export interface PieceContext {
  /**
   * A bool tensor, drawn for each run from the mask's key, the step and the place of its rows in the batch. A batch
   * therefore gets the same masks however it is cut into pieces.
   *
   * @param name unique within the piece.
   */
  keepMask(name: string, shape: readonly number[], mask: KeepMask): tf.Tensor;
}

/** The types of a feed. */
export type FeedDtype = 'float32' | 'int32' | 'bool';

/**
 * Writes a feed's values for one run. `out` has the feed's size and is all zeros; bools are bytes 0 and 1. The values
 * may depend only on `step`, the number that `Step.run` got.
 */
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

/** What a run offers to `update`. */
export interface UpdateContext {
  /**
   * A tensor that JavaScript fills before each run, for example a learning rate. A compiled step makes it an input.
   * Values that change from run to run must come from here or from the sums; tracing freezes everything else that the
   * update reads in JavaScript.
   *
   * @param name unique within the update. Every trace must request the same feeds in the same order.
   */
  feed(name: string, shape: readonly number[], dtype: FeedDtype, fill: Fill): tf.Tensor;
  /**
   * Adam's step of one variable, in one pass over memory if the engine can. The variable and its moments get their
   * new values after everything else in the step; until then they keep the old values.
   */
  adam(update: AdamUpdate): void;
}

/** Tensors by name. */
export type Tensors = Readonly<Record<string, tf.Tensor>>;

/**
 * A training step as two functions of tensors, so that a runner can cut a batch into pieces. Pieces run one after the
 * other to save memory, or in parallel on several cores. A runner calls the functions for every batch, or traces them
 * once for each shape of a batch.
 */
export interface StepParts {
  /**
   * Computes what a piece of the batch adds to the step's sums. It reads variables and assigns none. Rows of zeros must
   * add nothing, because a runner may pad the last piece with them. An array with one axis has no rows, and each piece
   * gets all of it; all other arrays have the same number of rows.
   */
  readonly piece: (batch: Tensors, context: PieceContext) => Tensors;
  /** Assigns variables by the sums over all pieces, and returns the step's results. */
  readonly update: (sums: Tensors, context: UpdateContext) => Tensors;
  /** The number of rows of a piece. Default: the runner chooses. */
  readonly pieceRows?: number | undefined;
}

/** A step that can run repeatedly. */
export interface Step {
  /**
   * Runs both parts on one batch and returns the update's results as flat arrays. Afterwards the variables have their
   * new values.
   *
   * @param step the number of this run, which determines masks and feeds.
   */
  run(
    batch: Readonly<Record<string, BatchArray>>,
    step: number,
  ): Promise<Record<string, Float32Array>>;
  /** Frees the runner's memory and keeps the variables. A later run throws. */
  dispose(): void;
}

/** Makes a step runnable: `eagerStep` on any backend, `compilePieces` of `@org/tfjs-onnx` on its own backend. */
export type StepRunner = (parts: StepParts) => Step;
