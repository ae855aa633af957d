import type { Server } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Models } from './models.js';
import type { RatingHost } from './ratings/rating-host.js';
import type { RecommendationLog } from './recommendation-log.js';
import type { Settings } from './settings.js';
import type { StoreHost } from './store-host.js';
import type { Tracer } from './trace.js';

export interface ShutdownOptions {
  readonly settings: Pick<Settings, 'requestTimeout' | 'shutdownDelay'>;
  readonly log: Logger;
  /** Writes the log lines that wait, within so many milliseconds. */
  readonly flush: (ms: number) => Promise<void>;
}

/** After the last request is due, so much longer for its answer to be sent. */
const SEND_MS = 1000;
const FLUSH_MS = 500;
/** For the last traces; nobody waits longer for a receiver that takes none. */
const TRACES_MS = 2000;

/**
 * Stops the server without losing a request: it first says that it is not ready, so that requests are sent elsewhere;
 * then it stops listening, answers what it has, closes connections, lets the model's thread end, and exits with 0.
 */
export class Shutdown {
  /** What runs so far. */
  server: Server | undefined;
  models: Models | undefined;
  ratings: RatingHost | undefined;
  reranker: RatingHost | undefined;
  store: StoreHost | undefined;
  recommendations: RecommendationLog | undefined;
  tracer: Tracer | undefined;
  readonly #options: ShutdownOptions;
  #stopping = false;
  #hurry = () => {};

  constructor(options: ShutdownOptions) {
    this.#options = options;
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  /** A second signal ends the wait for requests. */
  begin(signal: NodeJS.Signals): void {
    if (this.#stopping) {
      this.#hurry();
      return;
    }
    this.#stopping = true;
    this.#options.log.info({ signal }, 'stopping: requests under way are answered first');
    this.#run(signal).catch(() => process.exit(1));
  }

  async #run(signal: NodeJS.Signals): Promise<void> {
    const { settings, log, flush } = this.#options;
    const ready = this.models !== undefined && this.models.unready() === undefined;
    // Nobody sends requests to a server that is not ready, and at a terminal nobody likes to wait.
    if (signal === 'SIGTERM' && ready) await this.#pause(settings.shutdownDelay);
    await this.#drain();
    const threads = [this.models, this.ratings, this.reranker].map((one) =>
      one?.stop(settings.requestTimeout),
    );
    const ended = (await Promise.all(threads)).every((one) => one ?? true);
    await this.#closeStore();
    await Promise.race([
      this.recommendations?.close().catch(() => {}),
      this.#pause(settings.requestTimeout),
    ]);
    await Promise.race([this.tracer?.close(), this.#pause(TRACES_MS)]);
    if (!ended) log.error('the thread of the model does not end; the process is killed');
    else log.info('stopped');
    await flush(FLUSH_MS);
    exit(ended);
  }

  async #drain(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    // Connections that the system has made but the server has not seen would be reset.
    await nextTurn();
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    // A connection whose last answer was sent before it could say `Connection: close` becomes idle later.
    const sweep = setInterval(() => server.closeIdleConnections(), 100);
    const late = this.#pause(this.#options.settings.requestTimeout + SEND_MS);
    await Promise.race([closed, late]);
    clearInterval(sweep);
    server.closeAllConnections();
  }

  /** Events that were acknowledged are on disk; this writes what waits, for clients that have gone. */
  async #closeStore(): Promise<void> {
    const closed = this.store?.close().catch((error: Error) => {
      this.#options.log.error({ reason: error.message }, 'the store cannot be closed');
    });
    await Promise.race([closed, this.#pause(this.#options.settings.requestTimeout)]);
  }

  /** Resolves after so many milliseconds, or when a second signal comes. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** A process with a thread that hangs in native code cannot exit by itself. */
export function exit(clean: boolean): never {
  if (!clean) process.kill(process.pid, 'SIGKILL');
  process.exit(0);
}
