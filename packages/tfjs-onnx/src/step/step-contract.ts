import type { MaskKey } from '@org/random';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';

/** One array of a batch: int32 or float32 by the array's class. */
export interface BatchArray {
  readonly data: Int32Array | Float32Array;
  readonly shape: readonly number[];
}

export type FeedDtype = 'float32' | 'int32' | 'bool';

/** Writes a feed's numbers for a step into `out`, which is all zeros. Bools are bytes 0 and 1. */
export type FillFeed = (out: Float32Array | Int32Array | Uint8Array, step: number) => void;

/** How a keep-mask is drawn; see `fillKeepMask` of `@org/random`. */
export interface KeepMask {
  /** The probability of a 0, in [0, 1). */
  readonly rate: number;
  /** Names the mask's stream. */
  readonly key: MaskKey;
  /** The number of equal parts that have a stream each: the rows of the batch or piece, or 1. */
  readonly rows: number;
}

export interface PieceContext {
  /**
   * A bool tensor that is drawn anew before each run, a dropout mask, from its key, the step and the place of its rows
   * in the batch. Each name is used once.
   */
  keepMask(name: string, shape: readonly number[], mask: KeepMask): Tensor;
}

/** One variable's step of Adam: `m = β₁m + (1-β₁)fg`, `v = β₂v + (1-β₂)(fg)²`, `p = shrink p - stepSize m / (√v + guard)`. */
export interface AdamUpdate {
  /** p, and its moments m and v. */
  readonly variable: Variable;
  readonly mean: Variable;
  readonly variance: Variable;
  readonly beta1: number;
  readonly beta2: number;
  /** g. */
  readonly gradient: Tensor;
  /** f, a scalar. */
  readonly factor: Tensor;
  readonly stepSize: Tensor;
  readonly guard: Tensor;
  /** Default 1. */
  readonly shrink?: Tensor | undefined;
}

export interface UpdateContext {
  /**
   * A tensor that JavaScript fills anew before each run: a learning rate, say. Inside a compiled step this is the only
   * way for a number that changes from step to step to get in beside the batch. Each name is used once.
   */
  feed(name: string, shape: readonly number[], dtype: FeedDtype, fill: FillFeed): Tensor;
  /**
   * Adam in one pass over memory, where stock ops take a dozen. The variables have their new values after the step;
   * within it they keep the old ones.
   */
  adam(update: AdamUpdate): void;
}

export interface StepContext extends PieceContext, UpdateContext {}

export type Tensors = Readonly<Record<string, Tensor>>;

/** A training step in tfjs ops: reads the batch, may read and assign `tf.Variable`s, returns what the caller wants to see. */
export type StepBody = (batch: Tensors, context: StepContext) => Tensors;

/** A step in two parts, for batches that are worked in pieces; `StepParts` of `@org/training` in full. */
export interface StepParts {
  /**
   * What a piece of the batch adds to the step's sums. Reads variables and assigns none. Rows of zeros must add
   * nothing: the last piece is filled up with them. An array with one axis has no rows; each piece gets all of it.
   */
  readonly piece: (batch: Tensors, context: PieceContext) => Tensors;
  /** What follows from the sums over all pieces: assigns variables, returns what the caller wants to see. */
  readonly update: (sums: Tensors, context: UpdateContext) => Tensors;
  /** Rows of a piece. Default: chosen by the memory that a row takes and the number of workers. */
  readonly pieceRows?: number | undefined;
}

/** A step that can be run again and again. The same shape as `Step` of `@org/training`. */
export interface Step {
  /** Runs the step on a batch; `step` is handed to the feeds. Resolves to what the body returned, as flat arrays. */
  run(
    batch: Readonly<Record<string, BatchArray>>,
    step: number,
  ): Promise<Record<string, Float32Array>>;
  /** Frees the compiled programs. Variables stay as they are. */
  dispose(): void;
}
