import type { EvaluateOptions } from '@org/evaluation';
import type { MetricKey } from '@org/metrics';
import type { BatchSource, EvaluationSet } from '@org/seqrec-data';
import type { StepRunner } from '@org/step';
import type { LearningRateSchedule } from './learning-rate.js';
import type { OptimizerOptions } from './optimizer-options.js';
import type { ArrayBatchSource, TrainableModel } from './trainable-model.js';
import type { UpdateOptions } from './update-options.js';

/** A period in steps or in whole epochs. */
export type Every = { readonly steps: number } | { readonly epochs: number };

/** When a run is validated, and what follows from it. */
interface ValidationSchedule {
  /** Default every epoch. A run always ends with an evaluation. */
  readonly every?: Every;
  /** Stop after this many evaluations in a row without a better value. Default: never stop early. */
  readonly patience?: number;
  /** By how much a value must exceed the best to become the best. Default 0. */
  readonly minimumGain?: number;
  /** End with the weights of the best evaluation. Default true. */
  readonly restoreBest?: boolean;
}

/** Validation by the ranks of held-out items; the model is a `SequenceModel`. */
export interface ValidationOptions
  extends ValidationSchedule,
    Pick<EvaluateOptions, 'ks' | 'metrics' | 'excludeSeen' | 'ties' | 'batchRows'> {
  readonly set: EvaluationSet;
  /** The metric that decides which weights are best; higher is better. Default `'ndcg@10'`. */
  readonly metric?: MetricKey;
}

/** Validation by any measure of the current weights. */
export interface MeasuredValidation extends ValidationSchedule {
  /** The metrics of the model as it is now. An abort may end it by throwing the signal's reason. */
  readonly measure: (signal?: AbortSignal) => Promise<Readonly<Record<string, number>>>;
  /** The metric that decides which weights are best. */
  readonly metric: string;
  /** Whether lower is better, as for an error. Default false. */
  readonly lowerIsBetter?: boolean;
}

export interface CheckpointOptions {
  /** The directory of the checkpoints `step-00001234`. Made if absent. */
  readonly directory: string;
  /**
   * Default every epoch. A checkpoint is also written at an abort, at the end, and after the best evaluation so far.
   */
  readonly every?: Every;
  /** How many of the newest stay, in addition to the best. Default 2. */
  readonly keep?: number;
  /**
   * Continue from the newest whole checkpoint, if there is one. Default false: a directory with checkpoints is an
   * error.
   */
  readonly resume?: boolean;
}

export interface TrainOptions extends UpdateOptions {
  readonly model: TrainableModel;
  readonly batches: BatchSource | ArrayBatchSource;
  /** The seed of dropout. */
  readonly seed: number;
  /** Stop after this many epochs. Give `epochs`, `maxSteps` or both; the run ends at the first. */
  readonly epochs?: number | undefined;
  /** Stop after this many steps. */
  readonly maxSteps?: number | undefined;
  /** Default `{ kind: 'adam' }`. */
  readonly optimizer?: OptimizerOptions | undefined;
  /** Default `{ kind: 'constant', rate: 0.001 }`. */
  readonly learningRate?: LearningRateSchedule | undefined;
  /**
   * The rows of a piece. A step processes a batch in pieces, whose gradients add up to those of the batch, to use less
   * memory and the caches better. Default: the engine's choice; the whole batch if steps run eagerly.
   */
  readonly microBatchRows?: number | undefined;
  /** Default `eagerStep`. */
  readonly stepRunner?: StepRunner | undefined;
  readonly validation?: ValidationOptions | MeasuredValidation | undefined;
  readonly checkpoints?: CheckpointOptions | undefined;
  /** Other things that the result depends on, e.g. hashes of data and split. JSON; a resume refuses another value. */
  readonly provenance?: Readonly<Record<string, unknown>> | undefined;
  /** An abort ends the run between two steps, with a checkpoint if `checkpoints` is given. */
  readonly signal?: AbortSignal | undefined;
}
