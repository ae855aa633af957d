import { versionDirectory } from '@org/registry';
import type { FleetObserver } from './fleet-observer.js';
import { DEFAULT_REQUEST_TIMEOUT, ModelHost, type ModelHostOptions } from './model-host.js';
import { queueObservers, type ServingObserver } from './serving-observer.js';

/** A version in memory. */
export interface Loaded {
  readonly name: string;
  readonly version: string;
  readonly host: ModelHost;
  /** Aliases that it serves. */
  uses: number;
  /** Runs once nobody can be waiting for it any more. */
  freeing?: NodeJS.Timeout | undefined;
}

export interface LoadedVersionsOptions {
  /** The directory of the registry. */
  readonly registry: string;
  /** How each version is served. */
  readonly host?: Omit<ModelHostOptions, 'artifact' | 'name'>;
  readonly observer?: FleetObserver | undefined;
}

/** The versions of a registry that are in memory, each once, however many aliases it serves. */
export class LoadedVersions {
  readonly #options: LoadedVersionsOptions;
  readonly #hostObserver: (() => ServingObserver) | undefined;
  /** By `name@version`. */
  readonly #versions = new Map<string, Loaded>();
  #stopping = false;

  constructor(options: LoadedVersionsOptions) {
    this.#options = options;
    const observer = options.host?.observer;
    this.#hostObserver = observer && queueObservers(observer);
  }

  /** A version in memory, which is loaded where it is not. One that is being freed is kept. */
  acquire(name: string, version: string): Loaded {
    const key = `${name}@${version}`;
    const { registry, host } = this.#options;
    const loaded = this.#versions.get(key) ?? {
      ...{ name, version, uses: 0 },
      host: new ModelHost({
        ...host,
        name,
        artifact: versionDirectory(registry, name, version),
        observer: this.#hostObserver?.(),
      }),
    };
    clearTimeout(loaded.freeing);
    loaded.uses += 1;
    this.#versions.set(key, loaded);
    return loaded;
  }

  /** Ends the use by one alias; a version without any is freed. */
  release(loaded: Loaded): void {
    loaded.uses -= 1;
    if (loaded.uses > 0 || this.#stopping) return;
    const { requestTimeout = DEFAULT_REQUEST_TIMEOUT } = this.#options.host ?? {};
    // A request that has got the model before the switch may come to use it until its time is over.
    loaded.freeing = setTimeout(() => this.#free(loaded, requestTimeout), requestTimeout).unref();
  }

  /** Forgets a version that cannot be loaded. */
  discard({ name, version, host }: Loaded): void {
    this.#versions.delete(`${name}@${version}`);
    void host.stop(0);
  }

  /** Asks all threads to end after their computations. False if one has not ended after so many milliseconds. */
  async stop(ms: number): Promise<boolean> {
    this.#stopping = true;
    const ended = await Promise.all(
      [...this.#versions.values()].map(({ host, freeing }) => {
        clearTimeout(freeing);
        return host.stop(ms);
      }),
    );
    return ended.every(Boolean);
  }

  async #free({ name, version, host }: Loaded, ms: number): Promise<void> {
    this.#versions.delete(`${name}@${version}`);
    if (await host.stop(ms)) this.#options.observer?.freed?.({ name, version });
  }
}
