import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { CliError } from '../program/cli-error.js';
import type { TrainJob, WorkerMessage } from './job.js';

export interface TrainingWorker {
  /** The worker's messages up to its end; throws the worker's failure. */
  readonly messages: AsyncIterable<WorkerMessage>;
  /** Makes it stop after the current step and write a checkpoint. */
  abort(): void;
}

export interface StartOptions {
  /** Receives what libraries print in the worker, which would break the progress bar. */
  readonly onPrinted: (text: string) => void;
}

/** Trains in a separate thread, so that this one can draw and handle Ctrl-C. */
export function startTrainingWorker(job: TrainJob, { onPrinted }: StartOptions): TrainingWorker {
  const worker = new Worker(new URL('./train-worker.js', import.meta.url), {
    workerData: job,
    stdout: true,
    stderr: true,
  });
  for (const stream of [worker.stdout, worker.stderr]) {
    stream.setEncoding('utf8').on('data', onPrinted);
  }
  return { messages: messagesOf(worker), abort: () => worker.postMessage('abort') };
}

async function* messagesOf(worker: Worker): AsyncGenerator<WorkerMessage> {
  let ended = false;
  for await (const [message] of on(worker, 'message', { close: ['exit'] })) {
    yield message as WorkerMessage;
    ended = message.type === 'done' || message.type === 'failed';
    if (ended) break;
  }
  if (!ended) throw new CliError('failure', 'the training thread ended without a result');
  await worker.terminate();
}
