import type { EvaluationRecord } from './train-event.js';

/**
 * The state of a run without its tensors. Every random draw is a function of the run's seed and of its step or batch,
 * so the seed, the step and the data cursor are the whole random state.
 */
export interface RunState {
  /** The number of updates so far. */
  readonly step: number;
  /** The data cursor: the next batch is `batch` of `epoch`, both counted from 0. */
  readonly epoch: number;
  readonly batch: number;
  /** The sum of loss × weight over the batches of the epoch so far; `epochWeight` is the sum of the weights. */
  readonly epochLoss: number;
  readonly epochWeight: number;
  /** Mean loss of the last whole epoch. */
  readonly lastEpochLoss?: number | undefined;
  readonly evaluations: readonly EvaluationRecord[];
  /** The step of the best evaluation. */
  readonly bestStep?: number | undefined;
  /** The number of evaluations since the best one, for early stopping. */
  readonly evaluationsSinceBest: number;
}

export const FRESH_RUN: RunState = {
  step: 0,
  epoch: 0,
  batch: 0,
  epochLoss: 0,
  epochWeight: 0,
  evaluations: [],
  evaluationsSinceBest: 0,
};

/** The state after one more update, with the mean loss and the weight of its batch. */
export function afterUpdate(
  state: RunState,
  { loss, weight }: { readonly loss: number; readonly weight: number },
  batchesPerEpoch: number,
): RunState {
  const step = state.step + 1;
  const epochLoss = state.epochLoss + loss * weight;
  const epochWeight = state.epochWeight + weight;
  if (state.batch + 1 < batchesPerEpoch) {
    return { ...state, step, batch: state.batch + 1, epochLoss, epochWeight };
  }
  return {
    ...state,
    step,
    epoch: state.epoch + 1,
    batch: 0,
    epochLoss: 0,
    epochWeight: 0,
    lastEpochLoss: epochWeight === 0 ? 0 : epochLoss / epochWeight,
  };
}

/** The state after an evaluation, which is the best if it is better than the previous best by more than `minimumGain`. */
export function afterEvaluation(
  state: RunState,
  record: EvaluationRecord,
  rule: {
    readonly metric: string;
    readonly minimumGain: number;
    readonly lowerIsBetter: boolean;
  },
): RunState {
  const { metric, minimumGain, lowerIsBetter } = rule;
  const sign = lowerIsBetter ? -1 : 1;
  const before = sign * (bestEvaluation(state)?.metrics[metric] ?? sign * Number.NEGATIVE_INFINITY);
  const best = sign * (record.metrics[metric] ?? Number.NaN) > before + minimumGain;
  return {
    ...state,
    evaluations: [...state.evaluations, record],
    bestStep: best ? record.step : state.bestStep,
    evaluationsSinceBest: best ? 0 : state.evaluationsSinceBest + 1,
  };
}

export function bestEvaluation({ evaluations, bestStep }: RunState): EvaluationRecord | undefined {
  return evaluations.find(({ step }) => step === bestStep);
}

/** The mean loss of the last whole epoch, or else of the steps so far; NaN before the first step. */
export function runLoss({ lastEpochLoss, epochLoss, epochWeight }: RunState): number {
  return lastEpochLoss ?? epochLoss / epochWeight;
}
