import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Catalogue } from '@org/seqrec-data';
import { unavailable } from './error.js';
import { KeptLane } from './kept-lane.js';
import type { ArtifactSettings, ModelDetails, RankingLimits, RankingSettings } from './messages.js';
import { ModelQueue } from './model-queue.js';
import { type ModelThread, type StartingThread, startModelThread } from './model-thread.js';
import { packedCatalogue } from './packed-items.js';
import { PopularityRanking } from './popularity-ranking.js';
import type { ServedModel } from './served-model.js';
import { queueObservers, type ServingObserver } from './serving-observer.js';

export interface ModelHostOptions {
  /** The directory of the artifact; it is read again when a thread is replaced. */
  readonly artifact: string;
  /** What the model is called. Default: the name in its `config.json`. */
  readonly name?: string;
  /** What computes. Default `auto`, the fastest present. Only `onnx` ranks in several threads. */
  readonly engine?: ArtifactSettings['engine'];
  /** Threads that rank, each on one core. Default: as many as there are cores. */
  readonly workers?: number;
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

/** Milliseconds. */
export const DEFAULT_REQUEST_TIMEOUT = 10_000;

const DEFAULTS = {
  engine: 'auto',
  workers: availableParallelism(),
  maxQueue: 4096,
  requestTimeout: DEFAULT_REQUEST_TIMEOUT,
  modelTimeout: 60_000,
} as const satisfies Partial<ModelHostOptions>;

type CompleteOptions = ModelHostOptions & Required<Pick<ModelHostOptions, keyof typeof DEFAULTS>>;

/** How often the host looks whether a computation hangs. */
const WATCH_MS = 500;

const FAILED = 'the model failed and is being loaded again: try again in a moment';

/**
 * Holds the threads of a model and replaces one that fails, ends or hangs. One loads the artifact; then it either ranks, or
 * hands the model's graphs to threads that do, and finds similar items and titles. While no thread ranks, `state` says why
 * there is no answer.
 */
export class ModelHost {
  /** Settles once all threads are ready; rejects with one sentence if the artifact cannot be served. */
  readonly loaded: Promise<void>;
  readonly #options: CompleteOptions;
  readonly #queueObserver: (() => ServingObserver) | undefined;
  readonly #watch: NodeJS.Timeout;
  /** Those of the first load, until they end: no lane has them while others start. */
  readonly #first = new Set<StartingThread>();
  #model: ServedModel | undefined;
  /** The first holds the artifact. */
  #lanes: readonly KeptLane[] = [];
  /** Those that rank. */
  #ranking: readonly KeptLane[] = [];
  #unready = 'the model is still being loaded: try again in a moment';
  #stopping = false;
  /** The directory of the weights that threads share. */
  #weights: string | undefined;
  /** Threads that hang: they were replaced, and end if their computation does. */
  readonly #hung = new Set<ModelThread>();

  constructor(options: ModelHostOptions) {
    this.#options = { ...DEFAULTS, ...options };
    this.#queueObserver = options.observer && queueObservers(options.observer);
    this.loaded = this.#load();
    this.loaded.catch(() => {});
    this.#watch = setInterval(() => this.#look(), WATCH_MS);
    this.#watch.unref();
  }

  state(): ModelState {
    const { requestTimeout } = this.#options;
    const working = this.#ranking.filter((lane) => lane.working);
    const prompt = working.filter((lane) => lane.computingFor <= requestTimeout);
    const model = this.#model;
    if (model !== undefined && prompt.length > 0) return { model };
    if (working.length === 0) return { unready: this.#unready };
    return { unready: 'the model has not ended its last computation in time: try again later' };
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

  /** Asks the threads to end after their computations. False if they have not ended after so many milliseconds. */
  async stop(ms: number): Promise<boolean> {
    this.#stopping = true;
    clearInterval(this.#watch);
    for (const first of this.#first) first.stop();
    for (const lane of this.#lanes) void lane.stop();
    const ended = this.#ended().then(() => this.#removeWeights());
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), ms);
    });
    return Promise.race([ended.then(() => true), late]).finally(() => clearTimeout(timer));
  }

  /** Ends when all threads have, those included that start meanwhile. */
  async #ended(): Promise<void> {
    while (this.#first.size > 0) await Promise.all([...this.#first].map(({ ended }) => ended));
    await Promise.all([
      ...this.#lanes.map((lane) => lane.stop()),
      ...[...this.#hung].map((hung) => hung.ended),
    ]);
  }

  async #load(): Promise<void> {
    const { artifact, name, engine, script, workers } = this.#options;
    const load = (settings: Partial<ArtifactSettings> = {}) =>
      startModelThread({ kind: 'artifact', artifact, engine, ...settings }, script);
    const rank = (settings: Omit<RankingSettings, 'kind'>) =>
      startModelThread({ kind: 'ranking', ...settings }, script);
    const loading = load();
    // It gets ready while the rest of the artifact is loaded.
    const firstRanks = loading.graphs.then((model) => {
      this.#weights = model?.weights;
      return model && this.#start(rank({ model }));
    });
    firstRanks.catch(() => {});
    let thread: ModelThread;
    try {
      thread = await this.#start(loading);
    } catch (error) {
      for (const first of this.#first) first.stop();
      throw error;
    }
    if (thread.start.kind !== 'loaded') throw new Error('the thread of the model loaded nothing');
    const { ranking, items } = thread.start;
    if (ranking === undefined) throw new Error('the thread of the model does not say how it ranks');
    if (items === undefined)
      throw new Error('the thread of the model does not say which items it ranks');
    const catalogue = packedCatalogue(items, thread.start.details.untrained);
    const details = { ...thread.start.details, ...(name !== undefined && { name }) };
    const reload = (settings: Partial<ArtifactSettings> = {}) =>
      sameVersion(load(settings), details.version);
    if (!('plain' in ranking)) {
      const queue = this.#queue(ranking);
      const lane = this.#keep(queue, () => reload(), thread);
      this.#serve([lane], [lane], servedModel(details, catalogue, { queue, beside: queue }));
      return;
    }
    let first: ModelThread | undefined;
    try {
      first = await firstRanks;
    } catch (error) {
      thread.stop();
      throw error;
    }
    if (first?.start.kind !== 'ranks') throw new Error('the thread of the model does not rank');
    const queue = this.#queue(first.start.limits);
    const beside = this.#queue({ ...first.start.limits, maxRows: 1 });
    const again = () => rank({ model: ranking, checked: true });
    const lanes = Array.from({ length: workers }, (_, place) =>
      place === 0 ? this.#keep(queue, again, first) : this.#keep(queue, again),
    );
    const holder = this.#keep(beside, () => reload({ beside: true }), thread);
    this.#serve([holder, ...lanes], lanes, servedModel(details, catalogue, { queue, beside }));
    await Promise.all(lanes.map((lane) => lane.ready));
  }

  /** A thread that nothing replaces while it starts. */
  async #start(starting: StartingThread): Promise<ModelThread> {
    this.#first.add(starting);
    starting.ended.then(() => this.#first.delete(starting));
    if (this.#stopping) starting.stop();
    try {
      return await starting.ready;
    } catch (error) {
      starting.stop();
      throw error;
    }
  }

  #serve(lanes: readonly KeptLane[], ranking: readonly KeptLane[], model: ServedModel): void {
    this.#lanes = lanes;
    this.#ranking = ranking;
    this.#model = model;
    if (this.#stopping) for (const lane of lanes) lane.stop();
  }

  async #removeWeights(): Promise<void> {
    if (this.#weights !== undefined) await rm(this.#weights, { recursive: true, force: true });
  }

  #queue(limits: RankingLimits): ModelQueue {
    const { maxQueue, requestTimeout } = this.#options;
    const observer = this.#queueObserver?.();
    return new ModelQueue({ limits, maxQueue, requestTimeout, observer });
  }

  #keep(queue: ModelQueue, start: () => StartingThread, thread?: ModelThread): KeptLane {
    const { modelTimeout, observer } = this.#options;
    return new KeptLane({
      ...{ start, queue, modelTimeout, ...(thread && { thread }) },
      onLost: (reason, hung) => {
        observer?.failed?.(reason);
        this.#unready = FAILED;
        if (hung !== undefined) this.#keepHung(hung, reason);
      },
      onRecovered: () => {
        if (this.#model !== undefined) observer?.recovered?.(this.#model);
      },
      onFailed: (reason) => {
        observer?.notRecovered?.(reason);
        this.#unready =
          'the model failed and cannot be loaded again so far; the log has the reason';
      },
    });
  }

  /** A hung thread cannot be ended, and keeps a core. */
  #keepHung(thread: ModelThread, reason: string): void {
    this.#hung.add(thread);
    thread.ended.then(() => this.#hung.delete(thread));
    if (this.#hung.size <= this.#lanes.length) return;
    this.#options.onHopeless?.(`${reason}, and so has one of a thread before`);
  }

  #look(): void {
    for (const lane of this.#lanes) lane.look();
  }
}

/** An artifact that was replaced has other items under the same indices. */
function sameVersion(starting: StartingThread, version: string): StartingThread {
  const ready = starting.ready.then((thread) => {
    const found = thread.start.kind === 'loaded' ? thread.start.details.version : 'none';
    if (found === version) return thread;
    thread.stop();
    throw new Error(`the artifact has been replaced: its version was ${version} and is ${found}`);
  });
  ready.catch(() => {});
  return { ...starting, ready };
}

function servedModel(
  details: ModelDetails,
  catalogue: Catalogue,
  { queue, beside }: { readonly queue: ModelQueue; readonly beside: ModelQueue },
): ServedModel {
  const { name, version, kind, maxLength, timestampUnit, engine, excludeSeen, metrics } = details;
  return {
    ...{ name, version, kind, maxLength, timestampUnit, engine, excludeSeen, metrics },
    catalogue,
    popularity: new PopularityRanking(details.popularity),
    rank: (queries, caller) => queue.rank(queries, caller),
    similar: (index, k, caller) => beside.alone({ kind: 'similar', index, k }, caller),
    vectors: async (indices, caller) =>
      (await beside.alone({ kind: 'vectors', indices }, caller)).scores,
    search: async (query, limit, caller) =>
      (await beside.alone({ kind: 'search', query, limit }, caller)).indices,
  };
}
