import type { ExternalId } from '@org/seqrec-data';
import {
  type AssignedModel,
  type FleetEntry,
  type ModelHost,
  type ServedModel,
  ServingError,
  unavailable,
} from '@org/serving';

/** A model as it is served now; `alias` is absent where there is no registry. */
export type ModelEntry = Omit<FleetEntry, 'alias'> & Partial<Pick<FleetEntry, 'alias'>>;

/** The models that requests may name: those of a registry, a `ModelFleet`, or a single one. */
export interface Models {
  /**
   * The model that a request names; without a name the one that requests get by default.
   *
   * @throws ServingError `unknown-model`, `unavailable`.
   */
  model(reference?: string): ServedModel;
  /**
   * The model for a user, where an experiment runs that of the user's arm.
   *
   * @throws ServingError `unknown-model`, `unavailable`.
   */
  assign(reference?: string, user?: ExternalId): AssignedModel;
  /** Why the server is not ready; undefined where it is. */
  unready(): string | undefined;
  list(): readonly ModelEntry[];
  /** Absent where there is no registry. */
  rollback?(name: string, alias?: string): Promise<FleetEntry>;
  stop(ms: number): Promise<boolean>;
}

/** One model that is not in a registry. */
export function singleModel(host: Pick<ModelHost, 'state' | 'stop'>): Models {
  const since = new Date().toISOString();
  const state = () => host.state();
  const model = (reference?: string): ServedModel => {
    const current = state();
    if ('unready' in current) throw unavailable(current.unready);
    const { name, version } = current.model;
    if (reference === undefined || [name, `${name}@${version}`].includes(reference)) {
      return current.model;
    }
    throw new ServingError(
      'unknown-model',
      `there is no model ${JSON.stringify(reference)} here: expected ${name}`,
    );
  };
  return {
    assign: (reference) => ({ model: model(reference) }),
    model,
    unready() {
      const current = state();
      return 'unready' in current ? current.unready : undefined;
    },
    list() {
      const current = state();
      if ('unready' in current) return [];
      const { model } = current;
      return [{ name: model.name, version: model.version, state: 'ready', since, model }];
    },
    stop: (ms) => host.stop(ms),
  };
}
