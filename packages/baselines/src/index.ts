export { BaselineError, type BaselineErrorCode } from './baseline-error.js';
export { type EaseOptions, ease } from './ease.js';
export { type ImplicitAlsOptions, implicitAls } from './implicit-als.js';
export { type ItemKnnOptions, itemKnn } from './item-knn.js';
export { type MarkovOptions, markov } from './markov.js';
export { type PopularityOptions, popularity } from './popularity.js';
export { type RecentPopularityOptions, recentPopularity } from './recent-popularity.js';
