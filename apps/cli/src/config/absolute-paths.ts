import { fromStart, placeFromStart, withoutPassword } from '../program/start-directory.js';
import type { Configuration, DataSettings } from './configuration.js';

/** The configuration with absolute paths, so that it means the same from every folder. */
export function absolutePaths(configuration: Configuration): Configuration {
  const { data, run, model } = configuration;
  return {
    ...configuration,
    data: absoluteData(data),
    model: {
      ...model,
      ...absoluteValues(model, ['itemVectors', 'textEncoder']),
    },
    run: { ...run, ...(run.output === undefined ? {} : { output: fromStart(run.output) }) },
  };
}

/** Those of the named settings that are given, as absolute paths. */
export function absoluteValues(
  settings: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = settings[name];
      return typeof value === 'string' ? [[name, fromStart(value)]] : [];
    }),
  );
}

/** The data settings without the passwords of their URLs, for records. */
export function dataWithoutPasswords(data: DataSettings): DataSettings {
  return {
    ...data,
    files: data.files?.map(withoutPassword),
    ...(data.items !== undefined && { items: withoutPassword(data.items) }),
  };
}

/** The data settings with absolute paths. */
export function absoluteData(data: DataSettings): DataSettings {
  return {
    ...data,
    ...(data.files === undefined ? {} : { files: data.files.map(placeFromStart) }),
    ...(data.items === undefined ? {} : { items: placeFromStart(data.items) }),
    cache: fromStart(data.cache),
  };
}
