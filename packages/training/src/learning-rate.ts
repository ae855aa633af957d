import { setting } from '@org/seqrec-data/web';
import { TrainingError } from './error.js';
import { type ScheduleKind, schedules } from './schedules.js';

/**
 * The learning rate over the steps of a run. Each kind first rises linearly to `rate`: step s of the first
 * `warmupSteps` (default 0) has `rate * s / warmupSteps`.
 *
 * - `constant`: stays at `rate`.
 * - `linear`: falls linearly towards `finalRate` (default 0), which it would reach one step after the last.
 * - `cosine`: falls along half a cosine towards `finalRate` (Loshchilov & Hutter 2017,
 *   https://arxiv.org/abs/1608.03983, without restarts).
 *
 * `totalSteps` is the last step of the fall, after which the rate stays at `finalRate`. Default: the run's last step.
 */
export type LearningRateSchedule =
  | { readonly kind: 'constant'; readonly rate: number; readonly warmupSteps?: number }
  | {
      readonly kind: Exclude<ScheduleKind, 'constant'>;
      readonly rate: number;
      readonly warmupSteps?: number;
      readonly finalRate?: number;
      readonly totalSteps?: number;
    };

/**
 * The learning rate of a step, counted from 1.
 *
 * @example
 * const schedule = { kind: 'linear', rate: 1, warmupSteps: 2, totalSteps: 6 } as const;
 * [1, 2, 3, 4, 5, 6].map((step) => learningRateAt(schedule, step)); // [0.5, 1, 1, 0.75, 0.5, 0.25]
 */
export function learningRateAt(schedule: LearningRateSchedule, step: number): number {
  const { rate, warmupSteps = 0 } = schedule;
  if (step <= warmupSteps) return (rate * step) / warmupSteps;
  if (schedule.kind === 'constant') return rate;
  const { finalRate = 0, totalSteps } = schedule;
  if (totalSteps === undefined) {
    throw new TrainingError('invalid-option', `a ${schedule.kind} schedule needs totalSteps`);
  }
  const progress = Math.min(1, (step - 1 - warmupSteps) / (totalSteps - warmupSteps));
  const height = schedules[schedule.kind].height?.(progress) ?? 1;
  return finalRate + (rate - finalRate) * height;
}

/** Checks a schedule and fills in the length of the run. */
export function resolveSchedule(
  schedule: LearningRateSchedule,
  runSteps: number,
): LearningRateSchedule {
  const { kind, rate, warmupSteps = 0 } = schedule;
  const finalRate = kind === 'constant' ? 0 : (schedule.finalRate ?? 0);
  if (!(rate > 0 && finalRate >= 0 && Number.isFinite(rate + finalRate))) {
    throw new TrainingError(
      'invalid-option',
      `a learning rate is above 0 and a final one at least 0, got ${rate} and ${finalRate}`,
    );
  }
  if (!Number.isInteger(warmupSteps) || warmupSteps < 0) {
    throw new TrainingError(
      'invalid-option',
      `warmupSteps is a whole number of at least 0, got ${warmupSteps}`,
    );
  }
  if (kind === 'constant') return { kind, rate, warmupSteps };
  const totalSteps = schedule.totalSteps ?? runSteps;
  if (!Number.isInteger(totalSteps) || totalSteps <= warmupSteps) {
    throw new TrainingError('invalid-option', [
      `a ${kind} schedule falls after its warm-up of ${warmupSteps} steps, and the run has ${totalSteps}; lower `,
      [setting('warmupSteps')],
      ' or raise ',
      [setting('totalSteps')],
    ]);
  }
  return { kind, rate, warmupSteps, finalRate, totalSteps };
}
