import { parentPort, workerData } from 'node:worker_threads';
import type { Failure, TrainJob, WorkerMessage } from './train/job.js';
import { runTraining } from './train/run-training.js';

const tell = (message: WorkerMessage) => parentPort?.postMessage(message);

const abort = new AbortController();
parentPort?.on('message', (message) => {
  if (message === 'abort') abort.abort();
});

try {
  const outcome = await runTraining(workerData as TrainJob, { signal: abort.signal, tell });
  tell({ type: 'done', outcome });
} catch (error) {
  tell({ type: 'failed', failure: failureOf(error) });
}
parentPort?.close();

// Errors lose their own fields on the way between threads, so what matters is told apart.
function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack } = error;
  return {
    message,
    ...(stack === undefined ? {} : { stack }),
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
  };
}
