import { TrainingError } from './error.js';
import type { TrainEvent, TrainResult } from './train-event.js';
import type { TrainOptions } from './train-options.js';
import { TrainingRun } from './training-run.js';

/**
 * Trains a model in place as `train` of `@org/training` does, without checkpoints, which are files. It runs in pages.
 *
 * @throws TrainingError `invalid-option` for options out of range, `not-finite` when the loss diverges.
 */
export async function* train(
  options: Omit<TrainOptions, 'checkpoints'>,
): AsyncGenerator<TrainEvent, TrainResult> {
  if ((options as TrainOptions).checkpoints !== undefined) {
    throw new TrainingError(
      'invalid-option',
      'checkpoints are files, which this entry does not write: leave them out, or import @org/training',
    );
  }
  const run = new TrainingRun(options);
  try {
    return yield* run.events();
  } finally {
    run.dispose();
  }
}
