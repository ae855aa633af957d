/**
 * How the learning rate moves. Each rises linearly from 0 to `rate` over `warmupSteps` (default 0) first.
 *
 * - `constant`: stays at `rate`.
 * - `linear`: falls linearly to `finalRate` (default 0) at the last step.
 * - `cosine`: falls along half a cosine to `finalRate` (default 0) at the last step (Loshchilov & Hutter 2017,
 *   https://arxiv.org/abs/1608.03983, without restarts).
 *
 * `totalSteps` is the step at which the fall ends; a run fills in its own number of steps when it is absent.
 */
export type LearningRateSchedule =
  | { readonly kind: 'constant'; readonly rate: number; readonly warmupSteps?: number }
  | {
      readonly kind: 'linear' | 'cosine';
      readonly rate: number;
      readonly warmupSteps?: number;
      readonly finalRate?: number;
      readonly totalSteps?: number;
    };
