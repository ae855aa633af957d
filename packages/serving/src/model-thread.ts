import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type {
  EarlyGraphs,
  Ranked,
  Work,
  WorkerAnswer,
  WorkerRequest,
  WorkerSettings,
  WorkerStart,
} from './messages.js';
import type { RankingModel } from './ranking-model.js';
import { ThreadEnded } from './thread-ended.js';

/** What a thread says once it is warm. */
export type Started = Exclude<WorkerStart, { kind: 'unusable' }>;

/** A thread of its own that has loaded a model, or the graphs of one. */
export interface ModelThread {
  readonly start: Started;
  /** Rejects with `ThreadEnded` if the thread ends first. */
  compute(work: Work): Promise<readonly Ranked[]>;
  /** Settles when the thread has ended, with the reason if it was not asked to. Never rejects. */
  readonly ended: Promise<Error | undefined>;
  /** Asks the thread to end after the computation that is under way; `ended` tells when it has. */
  stop(): void;
}

/** A thread that is loading its model. */
export interface StartingThread {
  /** Rejects with one sentence if the model cannot be served, or if the thread ends. */
  readonly ready: Promise<ModelThread>;
  /** The graphs of the model, which may be there long before the thread is ready. Undefined where it has none. */
  readonly graphs: Promise<RankingModel | undefined>;
  readonly ended: ModelThread['ended'];
  stop(): void;
}

/** The script beside the built module; for the sources, what was last built of them. */
function ownScript(): URL {
  const [beside, built] = ['./model-worker.js', '../dist/model-worker.js'].map(
    (place) => new URL(place, import.meta.url),
  ) as [URL, URL];
  return existsSync(fileURLToPath(beside)) ? beside : built;
}

interface Pending {
  readonly resolve: (ranked: readonly Ranked[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Starts a thread of a model. An engine blocks its thread while it computes; there it blocks no request.
 *
 * The thread is never terminated: native code that is stopped in the middle of a computation ends the whole process.
 *
 * @param subject names the thread where a sentence says why it ended
 */
export function startModelThread(
  settings: WorkerSettings,
  script: URL = ownScript(),
  subject = 'it',
): StartingThread {
  const worker = new Worker(script, { workerData: settings });
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let stopped = false;
  const send = (request: WorkerRequest) => worker.postMessage(request);
  const stop = () => {
    stopped = true;
    send({ stop: true });
  };

  const ended = new Promise<Error | undefined>((resolve) => {
    worker.once('error', (cause) =>
      resolve(new Error(`${subject} failed: ${cause.message}`, { cause })),
    );
    worker.once('exit', (code) =>
      resolve(stopped ? undefined : new Error(`${subject} exited with ${code}`)),
    );
  });
  const compute = (work: Work) =>
    new Promise<readonly Ranked[]>((resolve, reject) => {
      lastId += 1;
      pending.set(lastId, { resolve, reject });
      send({ id: lastId, work });
    });

  let resolveGraphs: (graphs: RankingModel | undefined) => void;
  const graphs = new Promise<RankingModel | undefined>((resolve) => {
    resolveGraphs = resolve;
  });
  const ready = new Promise<ModelThread>((resolve, reject) => {
    worker.on('message', (answer: WorkerAnswer | WorkerStart | EarlyGraphs) => {
      if (answer.kind === 'graphs') {
        resolveGraphs(answer.ranking);
      } else if (answer.kind === 'unusable') {
        reject(new Error(answer.reason));
      } else if (answer.kind === 'loaded' || answer.kind === 'ranks' || answer.kind === 'packed') {
        resolve({ start: answer, compute, ended, stop });
      } else {
        const request = pending.get(answer.id);
        pending.delete(answer.id);
        if (answer.kind === 'answer') request?.resolve(answer.ranked);
        else request?.reject(new Error(answer.message));
      }
    });
    ended.then((error) => {
      reject(error ?? new Error(`${subject} was stopped`));
      const reason = new ThreadEnded(error?.message ?? `${subject} was stopped`);
      for (const request of pending.values()) request.reject(reason);
      pending.clear();
    });
  });
  // Whoever starts the thread may come to this promise later.
  ready.catch(() => {});
  ready.then(
    ({ start }) => resolveGraphs(graphsIn(start)),
    () => resolveGraphs(undefined),
  );
  return { ready, graphs, ended, stop };
}

function graphsIn(start: Started): RankingModel | undefined {
  if (start.kind !== 'loaded' || start.ranking === undefined) return undefined;
  return 'plain' in start.ranking ? start.ranking : undefined;
}
