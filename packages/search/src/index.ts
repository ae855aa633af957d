export { nextJob, type RungOptions, rungEpochs, type Schedule } from './asha.js';
export { SearchError, type SearchErrorCode } from './error.js';
export { gridTrials } from './grid.js';
export { Journal } from './journal.js';
export { type RandomTrialsOptions, randomTrials } from './random-trials.js';
export type {
  Dimension,
  ListDimension,
  RangeDimension,
  SearchSpace,
  SettingValue,
  TrialSettings,
} from './search-space.js';
export { type JobResult, rankedTrials, type TrialJob } from './trial-job.js';
