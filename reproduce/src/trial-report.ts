import type { Result } from './result.js';
import type { NamedRow, TrainedRow } from './row.js';

/** Estimates the time of a row's whole run by the pace of a trial. */
export function trialReport(row: NamedRow<TrainedRow>, { training, peakRssMib }: Result): string {
  const { epochs = 30, validateEvery = 1 } = row.train.training as {
    epochs?: number;
    validateEvery?: number;
  };
  const { epochSeconds, validationSeconds = 0, stepsPerEpoch } = training ?? {};
  if (epochSeconds === undefined) return `${row.name}: a trial needs at least 2 epochs`;
  const seconds = epochs * (epochSeconds + validationSeconds / validateEvery);
  return [
    `${row.name}: ${epochSeconds} s an epoch of ${stepsPerEpoch} steps, ${validationSeconds} s a validation,`,
    `${peakRssMib} MiB at most; all ${epochs} epochs take ${(seconds / 60).toFixed(0)} minutes,`,
    'fewer if it stops early',
  ].join(' ');
}
