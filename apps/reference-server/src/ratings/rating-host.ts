import type { RatingRequest } from '@org/bst';
import { unavailable } from '../problem.js';
import type { RatedItems, RatingModelDetails, RatingWorkerSettings } from './rating-messages.js';
import { type RatingThread, RatingThreadEnded, startRatingThread } from './rating-thread.js';

/** Who waits for an answer. */
export interface RatingCaller {
  /** Aborts when nobody waits any more; its reason is the error to answer with. */
  readonly signal: AbortSignal;
}

/** The rating model that the server serves. */
export interface RatingService {
  /** What is known of it; while it cannot answer the request is answered with 503. */
  model(): Pick<RatingModelDetails, 'name' | 'version' | 'candidates'>;
  predict(request: RatingRequest, caller: RatingCaller): Promise<RatedItems>;
}

export interface RatingHostOptions extends RatingWorkerSettings {
  /** Requests that may wait; further ones get 503. */
  readonly maxQueue: number;
  /** A computation that takes longer, in milliseconds, counts as hung, and its thread is replaced. */
  readonly modelTimeout: number;
  readonly onLost?: (reason: string) => void;
  readonly start?: (settings: RatingWorkerSettings) => RatingThread;
}

interface Task {
  readonly request: RatingRequest;
  readonly caller: RatingCaller;
  readonly resolve: (answer: RatedItems) => void;
  readonly reject: (error: Error) => void;
}

/** A thread that cannot be started again is tried again after so many milliseconds. */
const RETRY_MS = 5000;
const LOADING = 'the rating model is still being loaded: try again in a moment';
const FAILED = 'the rating model failed and is being loaded again: try again in a moment';

/**
 * Holds the thread of a rating model, which computes one request at a time, and replaces it if it fails, ends or hangs.
 * Requests wait in order; one whose caller has gone leaves without a computation.
 */
export class RatingHost implements RatingService {
  /** Rejects with one sentence if the artifact cannot be served. */
  readonly loaded: Promise<RatingModelDetails>;
  readonly #options: RatingHostOptions;
  readonly #waiting: Task[] = [];
  #thread: RatingThread;
  #details: RatingModelDetails | undefined;
  #unready = LOADING;
  #busy = false;
  #stopping = false;

  constructor(options: RatingHostOptions) {
    this.#options = options;
    this.#thread = this.#start();
    this.loaded = this.#activate(this.#thread);
    this.loaded.catch(() => {});
  }

  model(): RatingModelDetails {
    if (this.#details === undefined) throw unavailable(this.#unready);
    return this.#details;
  }

  async predict(request: RatingRequest, caller: RatingCaller): Promise<RatedItems> {
    this.model();
    caller.signal.throwIfAborted();
    if (this.#waiting.length >= this.#options.maxQueue) {
      throw unavailable('more requests wait for the rating model than may: try again later');
    }
    return new Promise((resolve, reject) => {
      const task = { request, caller, resolve, reject };
      caller.signal.addEventListener(
        'abort',
        () => {
          const place = this.#waiting.indexOf(task);
          if (place >= 0) this.#waiting.splice(place, 1);
          reject(caller.signal.reason);
        },
        { once: true },
      );
      this.#waiting.push(task);
      this.#run();
    });
  }

  /** Lets the thread end after its computation; false if it does not within so many milliseconds. */
  async stop(ms: number): Promise<boolean> {
    this.#stopping = true;
    this.#thread.stop();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), ms);
    });
    const ended = await Promise.race([this.#thread.ended.then(() => true), late]);
    clearTimeout(timer);
    return ended;
  }

  #start(): RatingThread {
    const { artifact, engine, start = startRatingThread } = this.#options;
    return start({ artifact, engine });
  }

  async #activate(thread: RatingThread): Promise<RatingModelDetails> {
    const details = await thread.ready;
    this.#details = details;
    thread.ended.then((error) => {
      if (thread === this.#thread) this.#replace(error?.message ?? 'it was stopped');
    });
    this.#run();
    return details;
  }

  /** Loads the model again in a new thread. */
  #replace(reason: string): void {
    if (this.#stopping) return;
    this.#details = undefined;
    this.#unready = FAILED;
    this.#options.onLost?.(reason);
    for (const { reject } of this.#waiting.splice(0)) reject(unavailable(FAILED));
    this.#restart();
  }

  #restart(): void {
    this.#thread = this.#start();
    this.#activate(this.#thread).catch(() => {
      if (!this.#stopping) setTimeout(() => this.#restart(), RETRY_MS).unref();
    });
  }

  async #run(): Promise<void> {
    if (this.#busy || this.#details === undefined) return;
    const task = this.#waiting.shift();
    if (task === undefined) return;
    this.#busy = true;
    const thread = this.#thread;
    try {
      task.resolve(await this.#inTime(thread, task));
    } catch (error) {
      task.reject(error as Error);
    }
    this.#busy = false;
    this.#run();
  }

  async #inTime(thread: RatingThread, { request }: Task): Promise<RatedItems> {
    const { modelTimeout } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const hung = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        thread.stop();
        if (thread === this.#thread) {
          this.#replace(`a computation has taken longer than ${modelTimeout} ms`);
        }
        reject(unavailable('the rating model did not end its computation in time: try again'));
      }, modelTimeout);
    });
    try {
      return await Promise.race([thread.compute(request), hung]);
    } catch (error) {
      throw error instanceof RatingThreadEnded ? unavailable(FAILED) : error;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The host once there is one; until then requests are answered with 503. */
export function servedRatings(host: () => RatingHost | undefined): RatingService {
  const current = () => {
    const found = host();
    if (found === undefined) throw unavailable(LOADING);
    return found;
  };
  return {
    model: () => current().model(),
    predict: async (request, caller) => current().predict(request, caller),
  };
}
