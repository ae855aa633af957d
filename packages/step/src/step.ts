import type { MaskKey } from '@org/random';
import type * as tf from '@tensorflow/tfjs-core';

/** One array of a batch, row-major; int32 or float32 by the array's class. */
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

/** What `piece` can ask of the run it is part of. */
export interface PieceContext {
  /**
   * A bool tensor that is drawn anew for each run, from the mask's key, the step and the place of its rows in the
   * batch. A batch therefore gets the same masks however it is cut into pieces.
   *
   * @param name unique within the piece.
   */
  keepMask(name: string, shape: readonly number[], mask: KeepMask): tf.Tensor;
}

/** The types of a feed. */
export type FeedDtype = 'float32' | 'int32' | 'bool';

/**
 * Writes a feed's values for one run. `out` has the feed's size and is all zeros; bools are bytes 0 and 1. What it
 * writes depends on `step`, the number that `Step.run` was given, and on nothing else.
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

/** What `update` can ask of the run it is part of. */
export interface UpdateContext {
  /**
   * A tensor that JavaScript fills before each run: a learning rate, for example. A compiled step makes it an input.
   * Whatever changes from run to run must come from here or from the sums; anything else that the update reads in
   * JavaScript is frozen when the step is traced.
   *
   * @param name unique within the update, which asks for the same feeds in the same order each time it is traced.
   */
  feed(name: string, shape: readonly number[], dtype: FeedDtype, fill: Fill): tf.Tensor;
  /**
   * Adam's step of one variable, in one pass over memory where the engine can. The three variables get their new values
   * after everything else in the step; until then they keep the old ones.
   */
  adam(update: AdamUpdate): void;
}

/** Tensors by name. */
export type Tensors = Readonly<Record<string, tf.Tensor>>;

/**
 * A training step as two functions of tensors, so that a batch can be cut into pieces that run one after the other, to
 * save memory, or side by side on several cores. A runner calls the functions for every batch, or traces them once for
 * each shape of a batch.
 */
export interface StepParts {
  /**
   * What a piece of the batch adds to the step's sums. It reads variables and assigns none. Rows of zeros must add
   * nothing, because a runner may fill up the last piece with them. An array of the batch with one axis has no rows, and
   * each piece gets all of it; all others have the same number of rows.
   */
  readonly piece: (batch: Tensors, context: PieceContext) => Tensors;
  /** What follows from the sums over all pieces: assigns variables, returns the step's results. */
  readonly update: (sums: Tensors, context: UpdateContext) => Tensors;
  /** Rows of a piece. Default: what the runner finds best. */
  readonly pieceRows?: number | undefined;
}

/** A step that can run again and again. */
export interface Step {
  /**
   * Runs both parts on one batch and gives the update's results as flat arrays. Variables hold their new values
   * afterwards.
   *
   * @param step the number of this run, from which masks and feeds are made.
   */
  run(
    batch: Readonly<Record<string, BatchArray>>,
    step: number,
  ): Promise<Record<string, Float32Array>>;
  /** Frees what the runner holds. Variables stay as they are; a later run is refused. */
  dispose(): void;
}

/** Makes a step runnable: `eagerStep` on any backend, `compilePieces` of `@org/tfjs-onnx` on its own. */
export type StepRunner = (parts: StepParts) => Step;
