import type * as tf from '@tensorflow/tfjs-core';

type Tensors = Readonly<Record<string, tf.Tensor>>;

/**
 * A runner of training steps: the shape of `StepRunner` of `@org/training`, where it is documented. Written out here
 * because an engine does not depend on training.
 */
export type StepRunner = (parts: {
  readonly piece: (
    batch: Tensors,
    context: {
      keepMask(
        name: string,
        shape: readonly number[],
        mask: {
          readonly rate: number;
          readonly key: readonly [number, number];
          readonly rows: number;
        },
      ): tf.Tensor;
    },
  ) => Tensors;
  readonly update: (
    sums: Tensors,
    context: {
      feed(
        name: string,
        shape: readonly number[],
        dtype: 'float32' | 'int32' | 'bool',
        fill: (out: Float32Array | Int32Array | Uint8Array, step: number) => void,
      ): tf.Tensor;
    },
  ) => Tensors;
  readonly pieceRows?: number | undefined;
}) => {
  run(
    batch: Readonly<
      Record<
        string,
        { readonly data: Int32Array | Float32Array; readonly shape: readonly number[] }
      >
    >,
    step: number,
  ): Promise<Record<string, Float32Array>>;
  dispose(): void;
};
