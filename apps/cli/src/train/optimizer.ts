import type { LearningRateSchedule, OptimizerOptions } from '@org/training';
import type { TrainingSettings } from '../config/configuration.js';

export function optimizer({ optimizer: kind, weightDecay }: TrainingSettings): OptimizerOptions {
  return kind === 'adamw' ? { kind, weightDecay } : { kind };
}

export function learningRate(
  { schedule: kind, learningRate: rate, warmup }: TrainingSettings,
  totalSteps: number,
): LearningRateSchedule {
  return { kind, rate, warmupSteps: Math.round(warmup * totalSteps) };
}
