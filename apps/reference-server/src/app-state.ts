import type { ServedModel } from '@org/serving';
import type { EventStore } from '@org/store';
import type { Models } from './models.js';
import type { Telemetry } from './telemetry.js';

/** What routes share. */
export interface AppState {
  /**
   * The model that a request names, or the one that requests get by default. Where there is no such model the request is
   * answered with 422, while it cannot answer with 503.
   */
  readonly model: (reference?: string) => ServedModel;
  /** All models; while there are none yet the request is answered with 503. */
  readonly models: () => Models;
  /** Whether the server keeps events. */
  readonly keepsEvents: boolean;
  /** The store of events; while it cannot answer the request is answered with 503. */
  readonly store: () => EventStore;
  readonly stopping: () => boolean;
  readonly telemetry: Telemetry;
}
