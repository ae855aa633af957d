import { optionsOf } from '../config/configuration.js';
import { parseConfiguration } from '../config/load.js';

type Settings = Readonly<Record<string, unknown>>;

/** Data settings as the flags that set them, in the order of the help. */
export function dataFlags(settings: Settings): string {
  return optionsOf('data')
    .flatMap(({ key, flag, kind }) => {
      const value = settings[key];
      if (value === undefined) return [];
      if (kind === 'boolean') return [value === true ? `--${flag}` : `--no-${flag}`];
      return [`--${flag} ${Array.isArray(value) ? value.join(' ') : String(value)}`];
    })
    .join(' ');
}

/** The settings that differ from their defaults, without files and cache. */
export function chosenData({ files: _, cache: __, ...settings }: Settings): Settings {
  const defaults: Settings = parseConfiguration({}, 'the defaults').data;
  return Object.fromEntries(
    Object.entries(settings).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(defaults[key]),
    ),
  );
}
