import type { ServedModel } from './served-model.js';
import type { Telemetry } from './telemetry.js';

/** What routes share. */
export interface AppState {
  /** The model; while none can answer the request is answered with 503. */
  readonly model: () => ServedModel;
  readonly stopping: () => boolean;
  readonly telemetry: Telemetry;
}
