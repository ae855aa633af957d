import { fromStart, placeFromStart } from '../program/start-directory.js';
import type { Configuration, DataSettings } from './configuration.js';

/** The configuration with absolute paths, so that it means the same from every folder. */
export function absolutePaths(configuration: Configuration): Configuration {
  const { data, run, model } = configuration;
  return {
    ...configuration,
    data: absoluteData(data),
    model: {
      ...model,
      ...Object.fromEntries(
        Object.entries(model).flatMap(([key, value]) =>
          (key === 'itemVectors' || key === 'textEncoder') && typeof value === 'string'
            ? [[key, fromStart(value)]]
            : [],
        ),
      ),
    },
    run: { ...run, ...(run.output === undefined ? {} : { output: fromStart(run.output) }) },
  };
}

/** The data settings with absolute paths. */
export function absoluteData(data: DataSettings): DataSettings {
  return {
    ...data,
    ...(data.files === undefined ? {} : { files: data.files.map(placeFromStart) }),
    ...(data.items === undefined ? {} : { items: fromStart(data.items) }),
    cache: fromStart(data.cache),
  };
}
