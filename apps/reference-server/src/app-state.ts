import type { ServedModel } from '@org/serving';
import type { EventStore } from '@org/store';
import type { Telemetry } from './telemetry.js';

/** What routes share. */
export interface AppState {
  /** The model; while none can answer the request is answered with 503. */
  readonly model: () => ServedModel;
  /** Whether the server keeps events. */
  readonly keepsEvents: boolean;
  /** The store of events; while it cannot answer the request is answered with 503. */
  readonly store: () => EventStore;
  readonly stopping: () => boolean;
  readonly telemetry: Telemetry;
}
