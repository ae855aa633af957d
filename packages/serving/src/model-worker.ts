import { parentPort, workerData } from 'node:worker_threads';
import type {
  Ranked,
  Work,
  WorkerAnswer,
  WorkerRequest,
  WorkerSettings,
  WorkerStart,
} from './messages.js';

// A thread of a model: it loads the artifact, or ranks by the graphs that came of it.

const port = parentPort;
if (port === null) throw new Error('model-worker runs as a worker thread only');
const answer = (message: WorkerAnswer | WorkerStart) => port.postMessage(message);

// Messages are handled in turn: a request to stop waits for the computation before it. While the model loads, the
// thread ends as soon as its loading lets it.
let compute: (work: Work) => Promise<readonly Ranked[]> = () =>
  Promise.reject(new Error('the model is not loaded'));
let prepare = () => {};
let last = Promise.resolve();
port.on('message', (request: WorkerRequest) => {
  if ('stop' in request) last.then(() => process.exit(0));
  else last = last.then(() => handle(request));
});

// Importing engines takes long, and a request to stop is heard before.
async function load(settings: WorkerSettings): Promise<WorkerStart> {
  if (settings.kind === 'artifact') {
    const { loadModel } = await import('./loaded-model.js');
    const { details, items, ranking, ...model } = await loadModel(settings);
    compute = model.compute;
    prepare = model.prepare;
    return { kind: 'loaded', details, items, ranking };
  }
  const { graphRanker } = await import('./graph-ranker.js');
  const ranker = await graphRanker(settings.model);
  compute = async (work) => {
    if (work.kind !== 'rank') throw new Error(`this thread only ranks, and was given ${work.kind}`);
    return ranker.rank(work.queries);
  };
  return { kind: 'ranks', limits: ranker.limits };
}

async function handle({ id, work }: Exclude<WorkerRequest, { stop: true }>): Promise<void> {
  try {
    answer({ kind: 'answer', id, ranked: await compute(work) });
  } catch (error) {
    answer({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  }
}

try {
  answer(await load(workerData as WorkerSettings));
  prepare();
} catch (error) {
  answer({ kind: 'unusable', reason: error instanceof Error ? error.message : String(error) });
}
