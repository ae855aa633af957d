import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type {
  EarlyGraphs,
  Ranked,
  Work,
  WorkerAnswer,
  WorkerRequest,
  WorkerSettings,
  WorkerStart,
} from './messages.js';

// A thread of a model: it loads the artifact, ranks by the graphs that came of it, or packs its items.

const port = parentPort;
if (port === null) throw new Error('model-worker runs as a worker thread only');
const answer = (message: WorkerAnswer | WorkerStart | EarlyGraphs) => port.postMessage(message);

// Messages are handled in turn: a request to stop waits for the computation before it. While the model loads, the
// thread ends as soon as its loading lets it.
let compute: (work: Work) => Promise<readonly Ranked[]> = () =>
  Promise.reject(new Error('the model is not loaded'));
let prepare = () => Promise.resolve();
let last = Promise.resolve();
port.on('message', (request: WorkerRequest) => {
  if ('stop' in request) last.then(() => process.exit(0));
  else last = last.then(() => handle(request));
});

// Importing engines takes long, and a request to stop is heard before.
async function load(settings: WorkerSettings): Promise<WorkerStart> {
  if (settings.kind === 'packing') {
    const { packItems } = await import('./packed-items.js');
    return { kind: 'packed', items: packItems(settings.lines, settings.file) };
  }
  if (settings.kind === 'artifact') {
    const { loadModel } = await import('./loaded-model.js');
    const { packInThread } = await import('./packing-thread.js');
    const script = pathToFileURL(process.argv[1] ?? '');
    const { details, items, ranking, ...model } = await loadModel(settings, {
      pack: (lines, file) => packInThread({ kind: 'packing', lines, file }, script),
      onGraphs: (graphs) => answer({ kind: 'graphs', ranking: graphs }),
    });
    compute = model.compute;
    prepare = model.prepare;
    return { kind: 'loaded', details, items, ranking };
  }
  const { graphRanker } = await import('./graph-ranker.js');
  const ranker = await graphRanker(settings.model, settings);
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
  await prepare();
} catch (error) {
  answer({ kind: 'unusable', reason: error instanceof Error ? error.message : String(error) });
}
