import type * as tf from '@tensorflow/tfjs-core';

/** One array of a batch, row-major. */
export interface BatchArray {
  readonly data: Int32Array | Float32Array;
  readonly shape: readonly number[];
}

/** Fills a feed's values for one run. `step` is what `Step.run` was given. */
export type Fill = (out: Float32Array | Int32Array | Uint8Array, step: number) => void;

/** What a step body sees of the run it is part of. */
export interface StepContext {
  /**
   * A tensor that JavaScript fills anew before each run: the learning rate, a dropout mask. A compiled step turns it
   * into an input, so whatever changes from run to run must come from here or from the batch; anything else that the
   * body reads in JavaScript is frozen when the step is traced.
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
}

/**
 * A training step as a function of tensors: batch in, results out, `tf.Variable`s read and assigned on the way. It is
 * written once; a runner calls it for every batch, or traces it once per batch shape.
 */
export type StepBody = (
  batch: Readonly<Record<string, tf.Tensor>>,
  context: StepContext,
) => Record<string, tf.Tensor>;

export interface Step {
  /**
   * Runs the body on one batch and gives its results. Variables it assigned hold their new values afterwards.
   * @param step the number of this run, which feeds are filled for.
   */
  run(
    batch: Readonly<Record<string, BatchArray>>,
    step: number,
  ): Promise<Record<string, Float32Array>>;
  dispose(): void;
}

/** Makes a body runnable: `eagerStep` on any backend, `compileStep` of `@org/tfjs-onnx` on its own. */
export type StepRunner = (body: StepBody) => Step;
