import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import { type Interrupt, interruptedExitCode, onInterrupt } from '../program/interrupt.js';
import type { Failure, FinishedOutcome, TrainJob, TrainOutcome, WorkerMessage } from './job.js';
import { RunRecorder } from './run-recorder.js';
import { TrainingView } from './training-view.js';
import { startTrainingWorker } from './worker-client.js';

/** A job that was stopped before its end, with a checkpoint. */
export interface StoppedJob {
  readonly reason: 'aborted';
  readonly steps: number;
  readonly interrupt: Interrupt;
}

/**
 * Runs a job in a worker thread: shows it, records it in its directory, and stops it with a checkpoint when it is
 * interrupted.
 */
export async function runJob(
  job: TrainJob,
  terminal: Terminal,
): Promise<StoppedJob | FinishedOutcome> {
  const { run, configuration } = job;
  const view = new TrainingView(terminal, configuration.training.epochs);
  const recorder = await RunRecorder.open(run, { tensorboard: configuration.run.tensorboard });
  const worker = startTrainingWorker(job, {
    onPrinted: (text) => {
      if (terminal.verbose) view.print(text.trimEnd());
    },
  });
  let interruptedBy: Interrupt = 'SIGINT';
  const stopListening = onInterrupt({
    first: (interrupt) => {
      interruptedBy = interrupt;
      view.print('Stopping after this step. Press Ctrl-C again to leave at once.');
      worker.abort();
    },
    second: (interrupt) => {
      view.clear();
      process.exit(interruptedExitCode(interrupt));
    },
  });
  try {
    let outcome: TrainOutcome | undefined;
    for await (const message of worker.messages) {
      view.show(message);
      recorder.add(message);
      outcome ??= outcomeOf(message);
    }
    if (outcome === undefined) throw new CliError('failure', 'the training thread ended early');
    return outcome.reason === 'aborted' ? { ...outcome, interrupt: interruptedBy } : outcome;
  } finally {
    stopListening();
    view.clear();
    await recorder.close((warning) => terminal.warn(warning));
  }
}

function outcomeOf(message: WorkerMessage): TrainOutcome | undefined {
  if (message.type === 'failed') throw errorOf(message.failure);
  return message.type === 'done' ? message.outcome : undefined;
}

/** The worker's error, restored. */
function errorOf({ message, code, stack }: Failure): Error {
  const cause = Object.assign(new Error(message), stack === undefined ? {} : { stack });
  if (code === undefined) return cause;
  return new CliError(code === 'usage' ? 'usage' : 'failure', message, { cause });
}
