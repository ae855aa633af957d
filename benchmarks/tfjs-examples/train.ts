import * as tf from '@tensorflow/tfjs-core';
import type { Example } from './example.js';

export interface Training {
  /** The loss of each batch, before its update. */
  readonly losses: readonly number[];
  /** Wall time of each batch. */
  readonly milliseconds: readonly number[];
  /** What {@link Example.use} returned. */
  readonly shown: string | undefined;
}

/** Trains an example for so many batches on the current backend. */
export async function train(example: Example, batches: number): Promise<Training> {
  const model = example.model();
  const { x, y } = example.data(batches);
  const losses: number[] = [];
  const milliseconds: number[] = [];
  let start = 0;
  await model.fit(x, y, {
    batchSize: example.batchSize,
    epochs: 1,
    shuffle: false,
    verbose: 0,
    yieldEvery: 'never',
    callbacks: {
      onBatchBegin: async () => {
        start = performance.now();
      },
      onBatchEnd: async (_, logs) => {
        losses.push(logs?.loss ?? Number.NaN);
        milliseconds.push(performance.now() - start);
      },
    },
  });
  const shown = example.use?.(model);
  tf.dispose([x, y]);
  model.dispose();
  return { losses, milliseconds, shown };
}
