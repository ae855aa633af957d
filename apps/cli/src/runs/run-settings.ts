import { absolutePaths } from '../config/absolute-paths.js';
import type { Configuration } from '../config/configuration.js';
import { mergeSections, type PartialConfiguration, parseConfiguration } from '../config/load.js';
import { dataOverRun, type GivenData } from './data-over-run.js';
import { findRun, type RunRecord } from './run-directory.js';

/** The settings of a command that uses a run with data. */
export interface RunSettings {
  /** Undefined for a model without its run. */
  readonly run: RunRecord | undefined;
  /** The run's settings, overridden by the given ones. Paths are absolute. */
  readonly configuration: Configuration;
  /** The given data settings. */
  readonly givenData: GivenData;
}

/**
 * The settings of a run, overridden by given ones; a command's defaults never replace the run's settings. `given` comes
 * from flags and a configuration file. The file may be that of the training, so its settings of model and training are
 * ignored.
 */
export function runSettings(
  directory: string,
  { data: givenData = {}, split, evaluation, engine }: PartialConfiguration,
): RunSettings {
  const run = findRun(directory);
  const given = {
    ...(split && { split }),
    ...(evaluation && { evaluation }),
    ...(engine && { engine }),
  };
  const data = run === undefined ? givenData : dataOverRun(run.configuration.data, givenData);
  const merged = { ...mergeSections({ ...run?.configuration }, given), data };
  const configuration = absolutePaths(parseConfiguration(merged, 'the settings'));
  return { run, configuration, givenData };
}
