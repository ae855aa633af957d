export { ServingError, type ServingErrorCode, unavailable } from './error.js';
export type { FleetObserver, NamedVersion } from './fleet-observer.js';
export type { ItemBias, Ranked, RankQuery, Work } from './messages.js';
export {
  type AssignedModel,
  type FleetEntry,
  ModelFleet,
  type ModelFleetOptions,
} from './model-fleet.js';
export { ModelHost, type ModelHostOptions, type ModelState } from './model-host.js';
export { PopularityRanking } from './popularity-ranking.js';
export { type Caller, callerWithin, type ServedModel, type Turn } from './served-model.js';
export type { Computation, RefusalReason, ServingObserver } from './serving-observer.js';
export { nextTurn } from './turns.js';
