export { type CandidateColumns, CandidateLists, firstStageScores } from './candidate-lists.js';
export { fitRatingBaseline } from './fit-rating-baseline.js';
export {
  type LikeExamples,
  type LikeExamplesOptions,
  type LikeQuestionsOptions,
  likeExamples,
  likeQuestions,
} from './like-examples.js';
export { type LikePredictions, type LikeScores, scoreLikes } from './like-scores.js';
export {
  type RatingBaselineKind,
  type RatingSplitKind,
  ratingBaselineKinds,
  ratingSplitKinds,
} from './names.js';
export { type BiasedMfOptions, biasedMf } from './predictors/biased-mf.js';
export {
  type Biases,
  type DampedBiasOptions,
  dampedBias,
  dampedBiases,
} from './predictors/damped-bias.js';
export { globalMean } from './predictors/global-mean.js';
export { type RatingKnnOptions, ratingKnn } from './predictors/rating-knn.js';
export {
  type RatingData,
  type RatingDataOptions,
  ratingData,
  ratingsFromLists,
} from './rating-data.js';
export {
  type FirstStageScores,
  type RatingPredictor,
  type RatingQuestions,
  ratingQuestions,
} from './rating-questions.js';
export {
  type RatingPredictions,
  type RatingResidual,
  type RatingScores,
  scoreRatings,
} from './rating-scores.js';
export {
  type GlobalTimeRatingsRecipe,
  type LastRatingRecipe,
  type RandomRatingsRecipe,
  type RandomWindowsRecipe,
  type RatingSplit,
  type RatingSplitRecipe,
  splitRatings,
} from './rating-split.js';
export { RatingsError, type RatingsErrorCode } from './ratings-error.js';
export { clip, type RatingRange, ratingRange, type TrainingRatings } from './training-ratings.js';
export { type DrawUnseen, unseenItems } from './unseen-items.js';
