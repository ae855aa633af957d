import type { EvaluateOptions } from '@org/evaluation';
import type { MetricKey } from '@org/metrics';
import type { BatchSource, EvaluationSet } from '@org/seqrec-data';
import type { SequenceModel } from '@org/sequence-model';
import type { StepRunner } from '@org/step';
import type { LearningRateSchedule } from './learning-rate.js';
import type { OptimizerOptions } from './optimizer-options.js';
import type { UpdateOptions } from './update-options.js';

/** After every so many steps, or after every so many whole epochs. */
export type Every = { readonly steps: number } | { readonly epochs: number };

export interface ValidationOptions
  extends Pick<EvaluateOptions, 'ks' | 'metrics' | 'excludeSeen' | 'ties' | 'batchRows'> {
  readonly set: EvaluationSet;
  /** What decides which weights are best; higher is better. Default `'ndcg@10'`. */
  readonly metric?: MetricKey;
  /** Default every epoch. A run always ends with an evaluation. */
  readonly every?: Every;
  /** Stop after this many evaluations in a row without a better value. Default: never stop early. */
  readonly patience?: number;
  /** How much better than the best a value must be to count. Default 0. */
  readonly minimumGain?: number;
  /** Put the weights of the best evaluation back at the end. Default true. */
  readonly restoreBest?: boolean;
}

export interface CheckpointOptions {
  /** Checkpoints are its subdirectories `step-00001234`. Made if absent. */
  readonly directory: string;
  /** Default every epoch. One is also written at an abort, at the end, and where an evaluation is the best so far. */
  readonly every?: Every;
  /** How many of the newest stay, the best apart. Default 2. */
  readonly keep?: number;
  /**
   * Go on from the newest whole checkpoint, if there is one. Default false: a directory that already holds
   * checkpoints is then an error.
   */
  readonly resume?: boolean;
}

export interface TrainOptions extends UpdateOptions {
  readonly model: SequenceModel;
  readonly batches: BatchSource;
  /** Seeds dropout. */
  readonly seed: number;
  /** Stop after this many epochs. At least one of `epochs` and `maxSteps` is given; the first to be reached ends it. */
  readonly epochs?: number | undefined;
  /** Stop after this many steps. */
  readonly maxSteps?: number | undefined;
  /** Default `{ kind: 'adam' }`. */
  readonly optimizer?: OptimizerOptions | undefined;
  /** Default `{ kind: 'constant', rate: 0.001 }`. */
  readonly learningRate?: LearningRateSchedule | undefined;
  /**
   * Rows per piece when a batch is worked in pieces, whose gradients add up to exactly the batch's, for less memory
   * and better use of caches. Default: what the engine finds best; the whole batch where
   * steps run eagerly.
   */
  readonly microBatchRows?: number | undefined;
  /** Default `eagerStep`. */
  readonly stepRunner?: StepRunner | undefined;
  readonly validation?: ValidationOptions | undefined;
  readonly checkpoints?: CheckpointOptions | undefined;
  /** Whatever else the result depends on, e.g. hashes of data and split. JSON; a resume refuses to go on from another. */
  readonly provenance?: Readonly<Record<string, unknown>> | undefined;
  /** An abort ends the run between two steps, with a checkpoint if `checkpoints` is given. */
  readonly signal?: AbortSignal | undefined;
}
