import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { FileError } from '@org/files';
import { listCheckpoints } from '@org/training';
import { refusal } from './output/write-output.js';
import { shellWord } from './program/shell-word.js';
import { shownPath } from './program/start-directory.js';
import { failureOf } from './train/failure.js';
import type { TrainJob, WorkerMessage } from './train/job.js';
import { runTraining } from './train/run-training.js';

const tell = (message: WorkerMessage) => parentPort?.postMessage(message);

const job = workerData as TrainJob;
const abort = new AbortController();
parentPort?.on('message', (message) => {
  if (message === 'abort') abort.abort();
});

try {
  const outcome = await runTraining(job, { signal: abort.signal, tell });
  tell({ type: 'done', outcome });
} catch (error) {
  tell({ type: 'failed', failure: failureOf(await withAdvice(error, job)) });
}
parentPort?.close();

/** Adds to a write error what remains of the run, and how to continue. */
async function withAdvice(error: unknown, { run }: TrainJob): Promise<unknown> {
  if (!(error instanceof FileError) || error.code !== 'write-failed') return error;
  const step = (await listCheckpoints(join(run, 'checkpoints'))).at(-1);
  return refusal(
    error,
    step === undefined
      ? 'choose another place with --output'
      : `the checkpoint of step ${step} is whole: when there is room, continue with --resume ${shellWord(shownPath(run))}`,
  );
}
