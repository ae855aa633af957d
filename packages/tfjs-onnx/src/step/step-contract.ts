import type { Tensor } from '@tensorflow/tfjs-core';

/** One array of a batch: int32 or float32 by the array's class. */
export interface BatchArray {
  readonly data: Int32Array | Float32Array;
  readonly shape: readonly number[];
}

export type FeedDtype = 'float32' | 'int32' | 'bool';

/** Writes a feed's numbers for a step into `out`, which is all zeros. Bools are bytes 0 and 1. */
export type FillFeed = (out: Float32Array | Int32Array | Uint8Array, step: number) => void;

export interface StepContext {
  /**
   * A tensor that JavaScript fills anew before each run: a learning rate, a dropout mask. Inside a compiled step this
   * is the only way for a number that changes from step to step to get in beside the batch. Each name is used once.
   */
  feed(name: string, shape: readonly number[], dtype: FeedDtype, fill: FillFeed): Tensor;
}

/** A training step in tfjs ops: reads the batch, may read and assign `tf.Variable`s, returns what the caller wants to see. */
export type StepBody = (
  batch: Readonly<Record<string, Tensor>>,
  context: StepContext,
) => Record<string, Tensor>;

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
