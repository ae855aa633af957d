/** The entry `@org/training/web`: training without checkpoints. It runs without Node, in browsers too. */
export { TrainingError, type TrainingErrorCode, type TrainingErrorData } from './error.js';
export { type LearningRateSchedule, learningRateAt } from './learning-rate.js';
export type { OptimizerOptions } from './optimizer-options.js';
export type { TrainEvent, TrainResult } from './train-event.js';
export { train } from './train-in-memory.js';
export type { MeasuredValidation, TrainOptions, ValidationOptions } from './train-options.js';
export { type WarmStartOptions, warmStart } from './warm-start.js';
