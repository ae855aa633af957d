import { Catalogue } from '@org/seqrec-data';
import { unavailable } from './error.js';
import type { ModelDetails, WorkerSettings } from './messages.js';
import { ModelQueue } from './model-queue.js';
import { type ModelThread, type StartingThread, startModelThread } from './model-thread.js';
import { PopularityRanking } from './popularity-ranking.js';
import type { ServedModel } from './served-model.js';
import type { ServingObserver } from './serving-observer.js';

export interface ModelHostOptions {
  /** The directory of the artifact; it is read again when a thread is replaced. */
  readonly artifact: string;
  /** What computes. Default `auto`, the fastest present. */
  readonly engine?: WorkerSettings['engine'];
  /** Histories that may wait for the model; further ones are refused with `unavailable`. Default 4096. */
  readonly maxQueue?: number;
  /** The longest that any caller waits, in milliseconds. Default 10,000. */
  readonly requestTimeout?: number;
  /** A model that computes for longer, in milliseconds, counts as hung and is replaced. Default 60,000. */
  readonly modelTimeout?: number;
  readonly observer?: ServingObserver | undefined;
  /** Called when hung threads pile up: only a new process helps. */
  readonly onHopeless?: (reason: string) => void;
  /**
   * The thread's code, `@org/serving/model-worker`. Default: `model-worker.js` beside this module, where the package has
   * it. An app that is bundled bundles the script too.
   */
  readonly script?: URL;
}

/** The model that answers now, or why none does. */
export type ModelState = { readonly model: ServedModel } | { readonly unready: string };

const DEFAULTS = {
  engine: 'auto',
  maxQueue: 4096,
  requestTimeout: 10_000,
  modelTimeout: 60_000,
} as const satisfies Partial<ModelHostOptions>;

type CompleteOptions = ModelHostOptions & Required<Pick<ModelHostOptions, keyof typeof DEFAULTS>>;

interface Active {
  readonly thread: ModelThread;
  readonly queue: ModelQueue;
  readonly model: ServedModel;
  readonly since: number;
}

/** How often the host looks whether a computation hangs. */
const WATCH_MS = 500;
/** A thread that fails sooner after its start than this is started again with a growing delay. */
const STABLE_MS = 60_000;
const MAX_DELAY_MS = 30_000;

/**
 * Holds the thread of the model and replaces it when it fails, ends or hangs. Meanwhile `state` says why there is no
 * answer, and work that the thread had is refused with `unavailable`.
 */
export class ModelHost {
  /** Settles once the first thread is ready; rejects with one sentence if the artifact cannot be served. */
  readonly loaded: Promise<void>;
  readonly #options: CompleteOptions;
  readonly #watch: NodeJS.Timeout;
  #starting: StartingThread | undefined;
  #active: Active | undefined;
  #unready = 'the model is still being loaded: try again in a moment';
  #stopping = false;
  #failures = 0;
  /** Threads that hang: they were replaced, and end if their computation does. */
  readonly #hung = new Set<ModelThread>();

  constructor(options: ModelHostOptions) {
    this.#options = { ...DEFAULTS, ...options };
    this.loaded = this.#start();
    this.#watch = setInterval(() => this.#look(), WATCH_MS);
    this.#watch.unref();
  }

  state(): ModelState {
    const active = this.#active;
    const slow = active !== undefined && active.queue.computingFor > this.#options.requestTimeout;
    this.#options.observer?.ready?.(active !== undefined && !slow);
    if (active === undefined) return { unready: this.#unready };
    if (slow)
      return { unready: 'the model has not ended its last computation in time: try again later' };
    return { model: active.model };
  }

  /**
   * The model that answers now.
   *
   * @throws ServingError `unavailable` while none does.
   */
  model(): ServedModel {
    const state = this.state();
    if ('model' in state) return state.model;
    throw unavailable(state.unready);
  }

  /** Asks the thread to end after its computation. False if it has not ended after so many milliseconds. */
  async stop(ms: number): Promise<boolean> {
    this.#stopping = true;
    clearInterval(this.#watch);
    const thread = this.#active?.thread ?? this.#starting;
    if (thread === undefined) return this.#hung.size === 0;
    thread.stop();
    const ended = Promise.all([thread.ended, ...[...this.#hung].map((hung) => hung.ended)]);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), ms);
    });
    return Promise.race([ended.then(() => true), late]).finally(() => clearTimeout(timer));
  }

  async #start(): Promise<void> {
    const { artifact, engine, script } = this.#options;
    const starting = startModelThread({ artifact, engine }, script);
    this.#starting = starting;
    let thread: ModelThread;
    try {
      thread = await starting.ready;
    } catch (error) {
      starting.stop();
      throw error;
    } finally {
      this.#starting = undefined;
    }
    this.#active = { thread, since: performance.now(), ...this.#serve(thread) };
    if (this.#stopping) thread.stop();
    thread.ended.then((error) => {
      this.#hung.delete(thread);
      this.#lose(
        thread,
        `the thread that holds the model has ended: ${error?.message ?? 'stopped'}`,
      );
    });
  }

  #serve({ model, compute }: ModelThread): Pick<Active, 'queue' | 'model'> {
    const { maxQueue, requestTimeout, observer } = this.#options;
    const { maxRows, secondsPerRow } = model;
    const queue = new ModelQueue({
      ...{ compute, maxRows, secondsPerRow },
      ...{ maxQueue, requestTimeout, observer },
    });
    return { queue, model: servedModel(model, queue) };
  }

  /** Replaces a thread that answers no more. */
  #lose(thread: ModelThread, reason: string): void {
    const active = this.#active;
    if (active?.thread !== thread || this.#stopping) return;
    this.#options.observer?.failed?.(reason);
    this.#active = undefined;
    this.#unready = 'the model failed and is being loaded again: try again in a moment';
    active.queue.close(unavailable(this.#unready));
    if (performance.now() - active.since > STABLE_MS) this.#failures = 0;
    this.#restart();
  }

  #restart(): void {
    const delay = this.#failures === 0 ? 0 : Math.min(MAX_DELAY_MS, 500 * 2 ** this.#failures);
    this.#failures += 1;
    setTimeout(async () => {
      if (this.#stopping) return;
      try {
        await this.#start();
        const model = this.#active?.model;
        if (model !== undefined) this.#options.observer?.recovered?.(model);
      } catch (error) {
        if (this.#stopping) return;
        this.#options.observer?.notRecovered?.((error as Error).message);
        this.#unready =
          'the model failed and cannot be loaded again so far; the log has the reason';
        this.#restart();
      }
    }, delay).unref();
  }

  #look(): void {
    const active = this.#active;
    const { modelTimeout } = this.#options;
    if (active === undefined || active.queue.computingFor <= modelTimeout) return;
    const reason = `a computation has taken longer than ${modelTimeout} ms`;
    if (this.#hung.size > 0) {
      this.#options.onHopeless?.(`${reason}, and so has one of the thread before`);
      return;
    }
    this.#hung.add(active.thread);
    active.thread.stop();
    this.#lose(active.thread, reason);
  }
}

function servedModel(details: ModelDetails, queue: ModelQueue): ServedModel {
  const { name, version, kind, maxLength, engine, excludeSeen, metrics } = details;
  return {
    ...{ name, version, kind, maxLength, engine, excludeSeen, metrics },
    catalogue: new Catalogue(details.items, details.untrained),
    popularity: new PopularityRanking(details.popularity),
    rank: (queries, caller) => queue.rank(queries, caller),
    similar: (index, k, caller) => queue.alone({ kind: 'similar', index, k }, caller),
    search: async (query, limit, caller) =>
      (await queue.alone({ kind: 'search', query, limit }, caller)).indices,
  };
}
