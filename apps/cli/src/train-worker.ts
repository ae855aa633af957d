import { parentPort, workerData } from 'node:worker_threads';
import { failureOf } from './train/failure.js';
import type { TrainJob, WorkerMessage } from './train/job.js';
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
