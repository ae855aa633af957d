import type { TrialSettings } from '@org/search';

/** A setting's name without its section: `learningRate` for `training.learningRate`, unless that is ambiguous. */
export function settingName(path: string): string {
  return path.slice(path.indexOf('.') + 1);
}

/** `learningRate 0.001, layers 2`. */
export function settingsText(settings: TrialSettings): string {
  return Object.entries(settings)
    .map(([path, value]) => `${settingName(path)} ${settingValue(value)}`)
    .join(', ');
}

/** Numbers of ranges, rounded to the digits that matter. */
export function settingValue(value: string | number | boolean): string {
  return typeof value === 'number' && !Number.isInteger(value)
    ? String(Number(value.toPrecision(4)))
    : String(value);
}
