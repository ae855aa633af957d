import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Catalogue, type History, type ScoreMatrix, type Scorer } from '@org/seqrec-data';
import type { ModelReady, WorkerAnswer, WorkerRequest, WorkerSettings } from './messages.js';
import { popularityScorer } from './popularity-scorer.js';
import type { ServedModel } from './served-model.js';

/** Histories that go to the model in one piece at the most. */
const MAX_ROWS = 64;

export interface ModelThread {
  readonly model: ServedModel;
  /** Settles when the thread ends: with an error if it failed. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

interface Pending {
  readonly resolve: (answer: { width: number; data: Float32Array }) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Loads an artifact in a thread of its own and waits until it is warm. Requests that come while the model computes are
 * gathered and answered together.
 */
export async function startModelThread(
  settings: WorkerSettings,
  script: URL = new URL('./model-worker.js', import.meta.url),
): Promise<ModelThread> {
  const worker = new Worker(script, { workerData: settings });
  const [{ model }] = (await once(worker, 'message')) as [ModelReady];
  const pending = new Map<number, Pending>();
  let lastId = 0;

  const ended = new Promise<void>((resolve, reject) => {
    const end = (error?: unknown) => {
      const reason = new Error('the thread that holds the model has ended', { cause: error });
      for (const { reject: rejectRequest } of pending.values()) rejectRequest(reason);
      pending.clear();
      if (error === undefined) resolve();
      else reject(error);
    };
    worker.once('error', end);
    worker.once('exit', () => end());
  });
  // Whoever starts the thread may come to `ended` later; until then a failure must not end the process.
  ended.catch(() => {});

  worker.on('message', (answer: WorkerAnswer) => {
    const request = pending.get(answer.id);
    pending.delete(answer.id);
    if (answer.kind === 'answer') request?.resolve(answer);
    else request?.reject(new Error(answer.message));
  });

  type Ask = WorkerRequest extends infer Request
    ? Request extends WorkerRequest
      ? Omit<Request, 'id'>
      : never
    : never;
  const ask = (request: Ask): Promise<{ width: number; data: Float32Array }> =>
    new Promise((resolve, reject) => {
      lastId += 1;
      pending.set(lastId, { resolve, reject });
      worker.postMessage({ ...request, id: lastId });
    });

  return {
    ended,
    stop: async () => {
      await worker.terminate();
    },
    model: {
      name: model.name,
      version: model.version,
      kind: model.kind,
      maxLength: model.maxLength,
      engine: model.engine,
      metrics: model.metrics,
      catalogue: new Catalogue(model.items),
      scorer: gatheringScorer(model.kind, async (histories) => {
        const { width, data } = await ask({ kind: 'score', histories });
        return { rows: histories.length, width, data };
      }),
      fallback: popularityScorer(model.popularity),
      similarity: async (index) => (await ask({ kind: 'similarity', index })).data,
    },
  };
}

/**
 * A scorer that has one call of `score` under way at a time; what is asked meanwhile goes into the next call.
 * Exported for its test.
 */
export function gatheringScorer(name: string, score: Scorer['score']): Scorer {
  const waiting: {
    history: History;
    resolve: (row: Float32Array) => void;
    reject: (error: unknown) => void;
  }[] = [];
  let running = false;

  const run = async () => {
    if (running) return;
    running = true;
    while (waiting.length > 0) {
      const taken = waiting.splice(0, MAX_ROWS);
      try {
        const { width, data } = await score(taken.map(({ history }) => history));
        taken.forEach(({ resolve }, row) => {
          resolve(data.subarray(row * width, (row + 1) * width));
        });
      } catch (error) {
        for (const { reject } of taken) reject(error);
      }
    }
    running = false;
  };

  return {
    name,
    async score(histories): Promise<ScoreMatrix> {
      const rows = histories.map(
        (history) =>
          new Promise<Float32Array>((resolve, reject) => {
            waiting.push({ history, resolve, reject });
          }),
      );
      queueMicrotask(run);
      const scored = await Promise.all(rows);
      const width = scored[0]?.length ?? 0;
      const data = new Float32Array(scored.length * width);
      scored.forEach((row, place) => {
        data.set(row, place * width);
      });
      return { rows: scored.length, width, data };
    },
  };
}
