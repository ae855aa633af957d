import { unavailable } from './error.js';
import type { Lane, ModelQueue } from './model-queue.js';
import type { ModelThread, StartingThread } from './model-thread.js';

export interface KeptLaneOptions {
  /** Starts the thread, the first time and again. */
  readonly start: () => StartingThread;
  readonly queue: ModelQueue;
  /** A thread that is ready already; otherwise the lane starts its own. */
  readonly thread?: ModelThread;
  /** A thread that computes for longer, in milliseconds, counts as hung. */
  readonly modelTimeout: number;
  /** The thread ended or hangs, and is replaced. */
  readonly onLost: (reason: string, hung?: ModelThread) => void;
  /** The replacement takes work. */
  readonly onRecovered: () => void;
  /** The replacement cannot be started; the next try follows. */
  readonly onFailed: (reason: string) => void;
}

/** A thread that fails sooner after its start than this is started again with a growing delay. */
const STABLE_MS = 60_000;
const MAX_DELAY_MS = 30_000;

/** One place for a thread that takes work from a queue: a thread that throws, exits or hangs is replaced. */
export class KeptLane {
  /** Settles once the first thread takes work; rejects with one sentence if it cannot be started. */
  readonly ready: Promise<void>;
  readonly #options: KeptLaneOptions;
  #starting: StartingThread | undefined;
  #active:
    | { readonly thread: ModelThread; readonly lane: Lane; readonly since: number }
    | undefined;
  #stopping = false;
  #failures = 0;

  constructor(options: KeptLaneOptions) {
    this.#options = options;
    if (options.thread === undefined) {
      this.ready = this.#start();
    } else {
      this.#activate(options.thread);
      this.ready = Promise.resolve();
    }
  }

  /** Whether a thread takes work now. */
  get working(): boolean {
    return this.#active !== undefined;
  }

  /** How long the computation that is under way has taken so far, in milliseconds; 0 if there is none. */
  get computingFor(): number {
    return this.#active?.lane.computingFor ?? 0;
  }

  /** Replaces a thread that hangs. */
  look(): void {
    const active = this.#active;
    const { modelTimeout, onLost } = this.#options;
    if (active === undefined || active.lane.computingFor <= modelTimeout) return;
    active.thread.stop();
    active.lane.close(unavailable('the model did not end its computation in time: try again'));
    this.#lose();
    onLost(`a computation has taken longer than ${modelTimeout} ms`, active.thread);
  }

  /** Asks the thread to end after its computation, and waits for that. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const thread = this.#active?.thread ?? this.#starting;
    thread?.stop();
    await thread?.ended;
  }

  async #start(): Promise<void> {
    const starting = this.#options.start();
    this.#starting = starting;
    try {
      this.#activate(await starting.ready);
    } catch (error) {
      starting.stop();
      throw error;
    } finally {
      this.#starting = undefined;
    }
  }

  #activate(thread: ModelThread): void {
    const { queue, onLost } = this.#options;
    const lane = queue.addLane(thread.compute);
    const active = { thread, lane, since: performance.now() };
    this.#active = active;
    if (this.#stopping) thread.stop();
    thread.ended.then((error) => {
      lane.leave();
      if (this.#active !== active) return;
      this.#lose();
      if (this.#stopping) return;
      onLost(`the thread that holds the model has ended: ${error?.message ?? 'stopped'}`);
    });
  }

  #lose(): void {
    const since = this.#active?.since ?? 0;
    this.#active = undefined;
    if (this.#stopping) return;
    if (performance.now() - since > STABLE_MS) this.#failures = 0;
    this.#restart();
  }

  #restart(): void {
    const { onRecovered, onFailed } = this.#options;
    const delay = this.#failures === 0 ? 0 : Math.min(MAX_DELAY_MS, 500 * 2 ** this.#failures);
    this.#failures += 1;
    setTimeout(async () => {
      if (this.#stopping) return;
      try {
        await this.#start();
        onRecovered();
      } catch (error) {
        if (this.#stopping) return;
        onFailed((error as Error).message);
        this.#restart();
      }
    }, delay).unref();
  }
}
