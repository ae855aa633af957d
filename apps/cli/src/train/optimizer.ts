import type { LearningRateSchedule, OptimizerOptions } from '@org/training';
import type { TrainingSettings } from '../config/configuration.js';

export function optimizer({ optimizer: kind, weightDecay }: TrainingSettings): OptimizerOptions {
  return kind === 'adamw' ? { kind, weightDecay } : { kind };
}

/** The schedule of the whole run, even if the run pauses before its end. */
export function learningRate(
  { schedule: kind, learningRate: rate, warmup }: TrainingSettings,
  totalSteps: number,
): LearningRateSchedule {
  const warmupSteps = Math.round(warmup * totalSteps);
  return kind === 'constant'
    ? { kind, rate, warmupSteps }
    : { kind, rate, warmupSteps, totalSteps };
}
