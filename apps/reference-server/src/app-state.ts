import type { ExternalId } from '@org/seqrec-data';
import type { AssignedModel, ServedModel } from '@org/serving';
import type { EventStore } from '@org/store';
import type { ItemHost } from './item-host.js';
import type { Models } from './models.js';
import type { Reranker } from './ratings/reranked-model.js';
import type { Recorder } from './recorder.js';
import type { Telemetry } from './telemetry.js';

/** What routes share. */
export interface AppState {
  /**
   * The model that a request names, or the one that requests get by default. Where there is no such model the request is
   * answered with 422, while it cannot answer with 503.
   */
  readonly model: (reference?: string) => ServedModel;
  /** The same for a user, where an experiment runs the model of the user's arm. */
  readonly assign: (reference: string | undefined, user: ExternalId | undefined) => AssignedModel;
  /** Absent where nothing is logged. */
  readonly recorder: Recorder | undefined;
  /** Absent where lists are as the models rank. */
  readonly reranker: Reranker | undefined;
  /** All models; while there are none yet the request is answered with 503. */
  readonly models: () => Models;
  /** Why no model can answer; undefined where one can. */
  readonly unready: () => string | undefined;
  /** Whether the server keeps events. */
  readonly keepsEvents: boolean;
  /** The store of events; while it cannot answer the request is answered with 503. */
  readonly store: () => EventStore;
  /** What is known of the items of models. */
  readonly items: ItemHost;
  readonly stopping: () => boolean;
  readonly telemetry: Telemetry;
}
