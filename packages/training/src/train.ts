import { directoryKeeper } from './run-checkpoints.js';
import type { TrainEvent, TrainResult } from './train-event.js';
import type { TrainOptions } from './train-options.js';
import { TrainingRun } from './training-run.js';

/**
 * Trains a model in place and yields a stream of events; returns how the run ended. The event loop gets a turn after
 * every step. Leaving the loop early stops the run without a checkpoint.
 *
 * Seed, options, batches and engine determine the resulting bytes, however often the run is stopped and resumed.
 *
 * @throws TrainingError `invalid-option` for options out of range, `not-finite` when the loss diverges, `exists` and
 * `checkpoint-mismatch` for a checkpoint directory of another run; FileError of `@org/files` when a checkpoint cannot be written.
 */
export async function* train(options: TrainOptions): AsyncGenerator<TrainEvent, TrainResult> {
  const { checkpoints } = options;
  const run = new TrainingRun(options, checkpoints && directoryKeeper(checkpoints));
  try {
    return yield* run.events();
  } finally {
    run.dispose();
  }
}
