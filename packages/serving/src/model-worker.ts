import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerAnswer, WorkerRequest, WorkerSettings } from './messages.js';

// The thread that holds the model.

const port = parentPort;
if (port === null) throw new Error('model-worker runs as a worker thread only');
const answer = (message: WorkerAnswer) => port.postMessage(message);

// Messages are handled in turn: a request to stop waits for the computation before it. While the model loads, the
// thread ends as soon as its loading lets it.
let loaded: Awaited<ReturnType<typeof load>> | undefined;
let last = Promise.resolve();
port.on('message', (request: WorkerRequest) => {
  if ('stop' in request) last.then(() => process.exit(0));
  else last = last.then(() => handle(request));
});

async function load() {
  // Importing engines takes long, and a request to stop is heard before.
  const { loadModel } = await import('./loaded-model.js');
  return loadModel(workerData as WorkerSettings);
}

async function handle({ id, work }: Exclude<WorkerRequest, { stop: true }>): Promise<void> {
  try {
    if (loaded === undefined) throw new Error('the model is not loaded');
    answer({ kind: 'answer', id, ranked: await loaded.compute(work) });
  } catch (error) {
    answer({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  }
}

try {
  loaded = await load();
  answer({ kind: 'ready', model: loaded.details });
} catch (error) {
  answer({ kind: 'unusable', reason: error instanceof Error ? error.message : String(error) });
}
