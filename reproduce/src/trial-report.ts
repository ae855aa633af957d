import type { Result } from './result.js';
import type { NamedRow, TrainedRow } from './row.js';

/** Estimates the time of a row's whole run by the pace of a trial. */
export function trialReport(
  row: NamedRow<TrainedRow>,
  { training, cpuSeconds, peakRssMib }: Result,
): string {
  const { epochs = 30, validateEvery = 1 } = row.train.training as {
    epochs?: number;
    validateEvery?: number;
  };
  const { epochSeconds, validationSeconds = 0, stepsPerEpoch, epochs: tried = 1 } = training ?? {};
  if (epochSeconds === undefined) return `${row.name}: a trial needs at least 2 epochs`;
  // Reading and testing, once each, count as part of the epochs, so this is at most what a run takes.
  const cores = (epochs * (cpuSeconds ?? Number.NaN)) / tried;
  const seconds = epochs * (epochSeconds + validationSeconds / validateEvery);
  return [
    `${row.name}: ${epochSeconds} s an epoch of ${stepsPerEpoch} steps, ${validationSeconds} s a validation,`,
    `${peakRssMib} MiB at most; all ${epochs} epochs take ${(seconds / 60).toFixed(0)} minutes,`,
    `${(cores / 60).toFixed(0)} minutes of one core at most, fewer if it stops early`,
  ].join(' ');
}
