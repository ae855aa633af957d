import { type EvaluateOptions, evaluating } from '@org/evaluation/web';
import { defaultMetrics, parseMetricKey, type RankingMetric, rankingMetrics } from '@org/metrics';
import { modelScorer, type SequenceModel } from '@org/sequence-model';
import { type AnyOptions, expectation } from '@org/sequence-model/definition';
import { resolveOptimizer } from './adam.js';
import { TrainingError } from './error.js';
import { type LearningRateSchedule, resolveSchedule } from './learning-rate.js';
import type { OptimizerOptions } from './optimizer-options.js';
import type {
  Every,
  MeasuredValidation,
  TrainOptions,
  ValidationOptions,
} from './train-options.js';
import type { TrainableModel } from './trainable-model.js';
import { pickUpdateOptions, type UpdateOptions, updateOptions } from './update-options.js';

/** A run's options after checks and defaults. */
export interface RunPlan {
  readonly totalSteps: number;
  readonly optimizer: OptimizerOptions;
  readonly schedule: LearningRateSchedule;
  readonly validation?: ValidationPlan;
  readonly checkpointEvery: Every;
  readonly keep: number;
  /** Everything that the result depends on, as JSON. A resumed run must have the same. */
  readonly config: Readonly<Record<string, unknown>>;
}

export interface ValidationPlan {
  readonly metric: string;
  readonly lowerIsBetter: boolean;
  readonly every: Every;
  readonly patience: number;
  readonly minimumGain: number;
  readonly restoreBest: boolean;
  /** Yields the number of users that are measured, of `users`; returns the metrics. */
  readonly measure: (
    signal: AbortSignal | undefined,
  ) => AsyncGenerator<number, Readonly<Record<string, number>>>;
  /** The number of users, if `measure` yields. */
  readonly users: number;
  /** What a resumed run must have the same, as JSON. */
  readonly config: Readonly<Record<string, unknown>>;
}

export function planRun(options: TrainOptions): RunPlan {
  const { model, batches, seed, microBatchRows } = options;
  const totalSteps = stepsOf(options);
  const optimizer = options.optimizer ?? { kind: 'adam' };
  const schedule = resolveSchedule(
    options.learningRate ?? { kind: 'constant', rate: 0.001 },
    totalSteps,
  );
  if (!Number.isSafeInteger(seed)) {
    throw new TrainingError('invalid-option', `seed is a whole number, got ${seed}`);
  }
  requireUpdateOptions(options);
  requireCount('microBatchRows', microBatchRows);
  if (batches.meanWeight !== undefined && !(batches.meanWeight > 0)) {
    throw new TrainingError(
      'invalid-option',
      `batches.meanWeight is above 0, got ${batches.meanWeight}`,
    );
  }
  const validation = options.validation && planValidation(options.validation, options);
  const checkpointEvery = options.checkpoints?.every ?? { epochs: 1 };
  const keep = options.checkpoints?.keep ?? 2;
  requireEvery('checkpoints.every', checkpointEvery);
  requireCount('checkpoints.keep', keep);

  const config = {
    model: { kind: model.kind, config: model.config },
    batchesPerEpoch: batches.batchesPerEpoch,
    meanWeight: batches.meanWeight,
    seed,
    optimizer: { kind: optimizer.kind, ...resolveOptimizer(optimizer) },
    learningRate: schedule,
    ...pickUpdateOptions({ ...options }),
    microBatchRows,
    validation: validation?.config,
    provenance: options.provenance,
  };
  return {
    totalSteps,
    optimizer,
    schedule,
    checkpointEvery,
    keep,
    config: JSON.parse(JSON.stringify(config)) as Record<string, unknown>,
    ...(validation !== undefined && { validation }),
  };
}

/** Whether a periodic action is due at a data cursor, whose `batch` is 0 after the end of an epoch. */
export function isDue(
  every: Every,
  at: { readonly step: number; readonly epoch: number; readonly batch: number },
): boolean {
  if (at.step === 0) return false;
  return 'steps' in every
    ? at.step % every.steps === 0
    : at.batch === 0 && at.epoch % every.epochs === 0;
}

function stepsOf({ batches, epochs, maxSteps }: TrainOptions): number {
  if (epochs === undefined && maxSteps === undefined) {
    throw new TrainingError('invalid-option', 'give epochs or maxSteps: nothing else ends a run');
  }
  requireCount('epochs', epochs);
  requireCount('maxSteps', maxSteps);
  requireCount('batches.batchesPerEpoch', batches.batchesPerEpoch);
  return Math.min((epochs ?? Infinity) * batches.batchesPerEpoch, maxSteps ?? Infinity);
}

function planValidation(
  validation: ValidationOptions | MeasuredValidation,
  { model }: TrainOptions,
): ValidationPlan {
  const { every = { epochs: 1 }, patience, minimumGain = 0, restoreBest = true } = validation;
  requireEvery('validation.every', every);
  requireCount('validation.patience', patience);
  if (!(minimumGain >= 0)) {
    throw new TrainingError(
      'invalid-option',
      `validation.minimumGain is at least 0, got ${minimumGain}`,
    );
  }
  return {
    every,
    patience: patience ?? Number.POSITIVE_INFINITY,
    minimumGain,
    restoreBest,
    ...('measure' in validation
      ? measuredPlan(validation)
      : rankingPlan(validation, requireScores(model))),
  };
}

type MeasurePlan = Pick<
  ValidationPlan,
  'metric' | 'lowerIsBetter' | 'measure' | 'users' | 'config'
>;

function measuredPlan(validation: MeasuredValidation): MeasurePlan {
  const { metric, lowerIsBetter = false } = validation;
  return {
    metric,
    lowerIsBetter,
    users: 0,
    config: { metric, lowerIsBetter },
    // biome-ignore lint/correctness/useYield: it has no progress to report
    async *measure(signal) {
      return validation.measure(signal);
    },
  };
}

function requireScores(model: TrainableModel): SequenceModel {
  if ('query' in model && 'itemCount' in model) return model as SequenceModel;
  throw new TrainingError(
    'invalid-option',
    `validation.set ranks items, which ${model.kind} does not score: give validation.measure`,
  );
}

function rankingPlan(validation: ValidationOptions, model: SequenceModel): MeasurePlan {
  const { metric = 'ndcg@10', set } = validation;
  const chosen = parseMetricKey(metric);
  if (chosen === undefined) {
    throw new TrainingError(
      'invalid-option',
      `validation.metric is one of ${rankingMetrics.join(', ')} with a cut-off, like ndcg@10; got ${metric}`,
    );
  }
  if (set.size === 0) {
    throw new TrainingError(
      'invalid-option',
      'validation.set is empty: the split left no user with a target; leave validation out or split otherwise',
    );
  }
  const metrics: readonly RankingMetric[] = validation.metrics ?? defaultMetrics('one');
  const { excludeSeen = true, ties = 'index', batchRows } = validation;
  const evaluate: EvaluateOptions = {
    itemCount: model.itemCount,
    ks: [...new Set([...(validation.ks ?? [1, 5, 10, 20]), chosen.k])].sort((a, b) => a - b),
    metrics: [...new Set([...metrics, chosen.metric])],
    excludeSeen,
    ties,
    ...(batchRows !== undefined && { batchRows }),
  };
  return {
    metric,
    lowerIsBetter: false,
    users: set.size,
    config: { metric, excludeSeen, ties, users: set.size },
    async *measure(signal) {
      const scorer = modelScorer(model);
      const { metrics } = yield* evaluating(scorer, set, {
        ...evaluate,
        ...(signal && { signal }),
      });
      return metrics;
    },
  };
}

function requireUpdateOptions(options: UpdateOptions): void {
  for (const [name, value] of Object.entries(pickUpdateOptions({ ...options }))) {
    if (value === undefined) continue;
    const { schema } = (updateOptions as AnyOptions)[name] ?? {};
    const parsed = schema?.safeParse(value, { reportInput: true });
    const [issue] = parsed?.error?.issues ?? [];
    if (issue === undefined) continue;
    throw new TrainingError('invalid-option', `${name} ${expectation(issue)}, got ${value}`);
  }
}

function requireEvery(name: string, every: Every): void {
  requireCount(name, 'steps' in every ? every.steps : every.epochs);
}

function requireCount(name: string, value: number | undefined): void {
  if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1)) {
    throw new TrainingError(
      'invalid-option',
      `${name} is a whole number of at least 1, got ${value}`,
    );
  }
}
