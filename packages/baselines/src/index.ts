export { type FitCost, type FitSize, fitSize } from './baseline-cost.js';
export { BaselineError, type BaselineErrorCode } from './baseline-error.js';
export {
  type BaselineDefinition,
  type BaselineKind,
  type BaselineOption,
  type BaselineOptions,
  baselineKinds,
  baselineTable,
} from './baseline-table.js';
export type { EaseOptions } from './ease.js';
export type { Fit, Items } from './fit.js';
export { baselineCost, type FitControl, fitBaseline } from './fit-baseline.js';
export type { ImplicitAlsOptions } from './implicit-als.js';
export type { ItemKnnOptions } from './item-knn.js';
export type { MarkovOptions } from './markov.js';
export type { RecentPopularityOptions } from './recent-popularity.js';
