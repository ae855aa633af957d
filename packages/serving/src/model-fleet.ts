import {
  ALIAS_FILE,
  type Aliases,
  armOf,
  DEFAULT_ALIAS,
  EXPERIMENT_FILE,
  type Experiment,
  isShadowed,
  namedBy,
  readAliases,
  readExperiment,
  rollback,
} from '@org/registry';
import { ServingError, unavailable } from './error.js';
import type { NamedVersion } from './fleet-observer.js';
import { type Loaded, LoadedVersions, type LoadedVersionsOptions } from './loaded-versions.js';
import { RegistryWatch } from './registry-watch.js';
import type { ServedModel } from './served-model.js';

/** The model that answers a user. */
export interface AssignedModel {
  readonly model: ServedModel;
  /** Absent where there is none, where a request names a version, and where it names no user. */
  readonly experiment?: { readonly name: string; readonly arm: string };
  /** What computes beside, for the log alone. */
  readonly shadow?: {
    readonly model: ServedModel;
    readonly experiment: string;
    readonly arm: string;
  };
}

export interface ModelFleetOptions extends LoadedVersionsOptions {
  /** Which model requests get that name none. Default: the only one, where there is one. */
  readonly defaultName?: string | undefined;
  /** Milliseconds between two looks at the registry. Default 1000; most changes are noticed at once. */
  readonly pollMs?: number;
}

/** One alias of a model, as it is served now. */
export interface FleetEntry extends Omit<NamedVersion, 'version'> {
  /** The version that answers; absent where none has so far. */
  readonly version?: string;
  /** `ready` while it answers, `loading` before the first one does, `failed` where none can. */
  readonly state: 'ready' | 'loading' | 'failed';
  /** Since when this version answers, ISO 8601. */
  readonly since?: string;
  /** Another version that the alias names, and why it is not served. */
  readonly refused?: { readonly version?: string; readonly reason: string };
  readonly model?: ServedModel;
}

interface Slot {
  readonly name: string;
  readonly alias: string;
  loaded?: Loaded;
  since?: string;
  refused?: { readonly version?: string; readonly reason: string };
}

const DEFAULT_POLL_MS = 1000;
/** When a version that was refused is tried again. */
const RETRY_MS = 60_000;

/**
 * The models of a registry, each alias served by a host of its own. When an alias comes to name another version, that is
 * loaded and warmed beside the one that serves; then new requests go to it, and the other is freed once its last request
 * is over. A version that cannot be loaded changes nothing.
 */
export class ModelFleet {
  /** Settles once every alias serves or was refused. */
  readonly loaded: Promise<void>;
  readonly #options: ModelFleetOptions;
  readonly #watch: RegistryWatch;
  /** By `name@alias`. */
  readonly #slots = new Map<string, Slot>();
  readonly #versions: LoadedVersions;
  /** By name. */
  readonly #experiments = new Map<string, Experiment>();
  #stopping = false;

  constructor(options: ModelFleetOptions) {
    this.#options = options;
    this.#versions = new LoadedVersions(options);
    this.#watch = new RegistryWatch({
      ...{ registry: options.registry, files: [ALIAS_FILE, EXPERIMENT_FILE] },
      pollMs: options.pollMs ?? DEFAULT_POLL_MS,
      onChange: (names) => this.#update(names),
    });
    this.loaded = this.#watch.look();
  }

  /**
   * The model that a request names: `name`, `name@alias` or `name@version`. Of a name alone it is the alias `current`.
   *
   * @throws ServingError `unknown-model`, `unavailable`.
   */
  model(reference?: string): ServedModel {
    return modelOf(this.#slot(reference));
  }

  /**
   * The model for a user: that of the user's arm where an experiment runs on what the request names. A user whose arm does
   * not answer gets the model that others get, and counts for no arm.
   *
   * @throws ServingError `unknown-model`, `unavailable`.
   */
  assign(reference?: string, user?: string | number): AssignedModel {
    const slot = this.#slot(reference);
    const { name } = slot;
    const experiment = this.#experiments.get(name);
    if (experiment === undefined || user === undefined || reference?.includes('@')) {
      return { model: modelOf(slot) };
    }
    const arm = armOf(experiment, user).alias;
    const model = this.#answering(name, arm);
    if (model === undefined) return { model: modelOf(slot) };
    const { shadow } = experiment;
    const beside =
      shadow !== undefined && shadow.alias !== arm && isShadowed(experiment, user)
        ? this.#answering(name, shadow.alias)
        : undefined;
    return {
      model,
      experiment: { name: experiment.name, arm },
      ...(beside &&
        shadow && { shadow: { model: beside, experiment: experiment.name, arm: shadow.alias } }),
    };
  }

  /** Why not every model that has answered can answer now; undefined where all can. */
  unready(): string | undefined {
    const slots = [...this.#slots.values()].filter(({ alias }) => alias === DEFAULT_ALIAS);
    for (const { loaded } of slots) {
      const state = loaded?.host.state();
      if (state !== undefined && 'unready' in state) return state.unready;
    }
    if (slots.some(({ loaded }) => loaded !== undefined)) return undefined;
    if (slots.length === 0) return 'the registry has no model with the alias current so far';
    return slots.some(({ refused }) => refused === undefined)
      ? 'the model is still being loaded: try again in a moment'
      : 'no model can be loaded so far; the log has the reason';
  }

  list(): readonly FleetEntry[] {
    return [...this.#slots.values()].map(({ name, alias, loaded, since, refused }) => {
      const state = loaded?.host.state();
      const model = state !== undefined && 'model' in state ? state.model : undefined;
      const pending = refused === undefined ? 'loading' : 'failed';
      return {
        ...{ name, alias },
        state: model !== undefined ? 'ready' : loaded === undefined ? pending : 'failed',
        ...(loaded && { version: loaded.version }),
        ...(since !== undefined && { since }),
        ...(refused && { refused }),
        ...(model && { model }),
      };
    });
  }

  /**
   * Lets an alias name the version again that it named before, and serves it.
   *
   * @throws RegistryError; ServingError `unavailable` where that version cannot be served.
   */
  async rollback(name: string, alias: string = DEFAULT_ALIAS): Promise<FleetEntry> {
    const { to } = await rollback(this.#options.registry, name, alias);
    await this.#watch.look();
    const entry = this.list().find((one) => one.name === name && one.alias === alias);
    if (entry?.version === to) return entry;
    throw unavailable(
      `${name}@${alias} names ${to} again, which cannot be served: ${entry?.refused?.reason ?? 'it is still being loaded'}`,
    );
  }

  /** Asks all threads to end after their computations. False if one has not ended after so many milliseconds. */
  async stop(ms: number): Promise<boolean> {
    this.#stopping = true;
    this.#watch.close();
    return this.#versions.stop(ms);
  }

  #answering(name: string, alias: string): ServedModel | undefined {
    const state = this.#slots.get(`${name}@${alias}`)?.loaded?.host.state();
    return state !== undefined && 'model' in state ? state.model : undefined;
  }

  #slot(reference: string | undefined): Slot {
    const { defaultName } = this.#options;
    const asked = reference ?? defaultName ?? this.#onlyName();
    const [name = '', which = DEFAULT_ALIAS] = asked.split('@', 2);
    const slot =
      this.#slots.get(`${name}@${which}`) ??
      [...this.#slots.values()].find((one) => one.name === name && one.loaded?.version === which);
    if (slot !== undefined) return slot;
    if (reference === undefined) throw unavailable(`there is no model ${asked} so far: publish it`);
    throw new ServingError(
      'unknown-model',
      `there is no model ${JSON.stringify(asked)} here: expected one of ${[...this.#slots.keys()].join(', ')}`,
    );
  }

  #onlyName(): string {
    const names = [...new Set([...this.#slots.values()].map(({ name }) => name))];
    const [only] = names;
    if (only === undefined) throw unavailable('there is no model so far: publish one');
    if (names.length === 1) return only;
    throw new ServingError(
      'unknown-model',
      `name one of the models that are served here: ${names.join(', ')}`,
    );
  }

  async #update(names: readonly string[]): Promise<void> {
    for (const name of names) {
      await this.#updateExperiment(name);
      const aliases = await this.#aliasesOf(name);
      if (aliases === undefined) continue;
      for (const slot of [...this.#slots.values()]) {
        if (slot.name === name && !aliases.has(slot.alias)) this.#drop(slot);
      }
      for (const [alias, entries] of inOrder(aliases)) {
        const version = namedBy(entries)?.version;
        if (version !== undefined && !this.#stopping) await this.#serve(name, alias, version);
      }
    }
  }

  async #updateExperiment(name: string): Promise<void> {
    const { registry, observer } = this.#options;
    try {
      const experiment = await readExperiment(registry, name);
      const before = this.#experiments.get(name);
      if (JSON.stringify(experiment) === JSON.stringify(before)) return;
      if (experiment === undefined) this.#experiments.delete(name);
      else this.#experiments.set(name, experiment);
      observer?.experiment?.(name, experiment);
    } catch (error) {
      observer?.experimentRefused?.(name, (error as Error).message);
    }
  }

  async #aliasesOf(name: string): Promise<Aliases | undefined> {
    try {
      return await readAliases(this.#options.registry, name);
    } catch (error) {
      this.#refuse(this.#slotOf(name, DEFAULT_ALIAS), undefined, error);
      return undefined;
    }
  }

  async #serve(name: string, alias: string, version: string): Promise<void> {
    const slot = this.#slotOf(name, alias);
    if (slot.loaded?.version === version) {
      delete slot.refused;
      return;
    }
    const loaded = this.#versions.acquire(name, version);
    try {
      await loaded.host.loaded;
    } catch (error) {
      this.#versions.discard(loaded);
      if (!this.#stopping) this.#refuse(slot, version, error);
      return;
    }
    const before = slot.loaded;
    delete slot.refused;
    slot.loaded = loaded;
    slot.since = new Date().toISOString();
    this.#options.observer?.switched?.({ name, alias, version }, before?.version);
    if (before !== undefined) this.#versions.release(before);
  }

  #slotOf(name: string, alias: string): Slot {
    const key = `${name}@${alias}`;
    const slot = this.#slots.get(key) ?? { name, alias };
    this.#slots.set(key, slot);
    return slot;
  }

  #refuse(slot: Slot, version: string | undefined, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const { name, alias } = slot;
    const known = slot.refused?.reason === reason && slot.refused.version === version;
    slot.refused = { ...(version !== undefined && { version }), reason };
    if (!known) {
      this.#options.observer?.refused?.(
        { name, alias, ...(version !== undefined && { version }) },
        reason,
      );
    }
    setTimeout(() => this.#watch.forget(name), RETRY_MS).unref();
  }

  #drop(slot: Slot): void {
    this.#slots.delete(`${slot.name}@${slot.alias}`);
    if (slot.loaded !== undefined) this.#versions.release(slot.loaded);
  }
}

/** `current` first, so that it serves soonest. */
function inOrder(aliases: Aliases): [string, Parameters<typeof namedBy>[0]][] {
  return [...aliases].sort(([a], [b]) => Number(b === DEFAULT_ALIAS) - Number(a === DEFAULT_ALIAS));
}

/** @throws ServingError `unavailable`. */
function modelOf(slot: Slot): ServedModel {
  if (slot.loaded !== undefined) return slot.loaded.host.model();
  throw unavailable(
    slot.refused === undefined
      ? `the model ${slot.name} is still being loaded: try again in a moment`
      : `the model ${slot.name}@${slot.alias} cannot be loaded so far; the log has the reason`,
  );
}
