import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { RatingRequest } from '@org/bst';
import { Refusal } from '../problem.js';
import type {
  RatedItems,
  RatingModelDetails,
  RatingWorkerMessage,
  RatingWorkerRequest,
  RatingWorkerSettings,
} from './rating-messages.js';

/** What a request is rejected with whose thread ended before its answer. */
export class RatingThreadEnded extends Error {
  override readonly name = 'RatingThreadEnded';
}

/** A thread that has, or loads, a rating model. */
export interface RatingThread {
  /** Rejects with one sentence if the model cannot be served, or if the thread ends. */
  readonly ready: Promise<RatingModelDetails>;
  /** Rejects with a `Refusal` for what the model cannot answer, with `RatingThreadEnded` if the thread ends first. */
  compute(request: RatingRequest): Promise<RatedItems>;
  /** Settles when the thread has ended, with the reason if it was not asked to. Never rejects. */
  readonly ended: Promise<Error | undefined>;
  /** Asks the thread to end after the computation that is under way. */
  stop(): void;
}

/** The script beside the app; for the sources, what was last built of them. */
function ownScript(): URL {
  const [beside, built] = ['./rating-worker.js', '../../dist/rating-worker.js'].map(
    (place) => new URL(place, import.meta.url),
  ) as [URL, URL];
  return existsSync(fileURLToPath(beside)) ? beside : built;
}

/** The thread is never terminated: native code that is stopped in the middle of a computation ends the whole process. */
export function startRatingThread(
  settings: RatingWorkerSettings,
  script: URL = ownScript(),
): RatingThread {
  const worker = new Worker(script, { workerData: settings });
  const pending = new Map<
    number,
    { readonly resolve: (answer: RatedItems) => void; readonly reject: (error: Error) => void }
  >();
  let lastId = 0;
  let stopped = false;
  const send = (message: RatingWorkerRequest) => worker.postMessage(message);
  const ended = new Promise<Error | undefined>((resolve) => {
    worker.once('error', (cause) => resolve(new Error(`it failed: ${cause.message}`, { cause })));
    worker.once('exit', (code) =>
      resolve(stopped ? undefined : new Error(`it exited with ${code}`)),
    );
  });
  const ready = new Promise<RatingModelDetails>((resolve, reject) => {
    worker.on('message', (message: RatingWorkerMessage) => {
      if (message.kind === 'loaded') resolve(message.details);
      else if (message.kind === 'unusable') reject(new Error(message.reason));
      else {
        const request = pending.get(message.id);
        pending.delete(message.id);
        if (message.kind === 'answer') request?.resolve(message.answer);
        else if (message.kind === 'refused') request?.reject(new Refusal(422, message.reason));
        else request?.reject(new Error(message.reason));
      }
    });
    ended.then((error) => {
      reject(error ?? new Error('it was stopped'));
      for (const { reject: lose } of pending.values()) {
        lose(new RatingThreadEnded(error?.message ?? 'it was stopped'));
      }
      pending.clear();
    });
  });
  ready.catch(() => {});
  return {
    ...{ ready, ended },
    compute: (request) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        pending.set(lastId, { resolve, reject });
        send({ id: lastId, request });
      }),
    stop() {
      stopped = true;
      send({ stop: true });
    },
  };
}
