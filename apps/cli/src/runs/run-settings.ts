import { absolutePaths } from '../config/absolute-paths.js';
import type { Configuration } from '../config/configuration.js';
import { mergeSections, type PartialConfiguration, parseConfiguration } from '../config/load.js';
import { dataOverRun, type GivenData } from './data-over-run.js';
import { findRun, type RunRecord } from './run-directory.js';

/** What a command goes by that joins a run with data. */
export interface RunSettings {
  /** Undefined for a model without its run. */
  readonly run: RunRecord | undefined;
  /** The run's settings, and the given ones over them. Paths are absolute. */
  readonly configuration: Configuration;
  /** The settings of data that were given. */
  readonly givenData: GivenData;
}

/**
 * The settings of a run with given ones over them, one by one: no default of a command takes the place of what the run
 * has. `given` are flags, and a configuration file below them; the file may be the one that the run was trained by, so
 * what it says of model and training is passed over.
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
