import { absolutePaths } from '../config/absolute-paths.js';
import { type Configuration, type SettledConfiguration, settle } from '../config/configuration.js';
import { mergeSections, type PartialConfiguration, parseConfiguration } from '../config/load.js';
import { dataOverRun } from '../runs/data-over-run.js';
import type { RunRecord } from '../runs/run-directory.js';
import type { UpdateRecipe } from './newest-events.js';
import type { UpdateFlags } from './update-flags.js';

/** Known weights need fewer passes than random ones. */
const DEFAULT_EPOCHS = 5;

/** The settings of the run, and the given ones over them. */
export function givenOverRun(
  { data = {}, model = {}, training = {}, evaluation = {}, engine = {} }: PartialConfiguration,
  { configuration: run }: RunRecord,
  { epochs, learningRate }: Pick<UpdateFlags, 'epochs' | 'learningRate'>,
): Configuration {
  const merged = {
    ...mergeSections({ ...run }, { model, evaluation, engine }),
    data: dataOverRun(run.data, data, { sameItems: true }),
    training: {
      ...run.training,
      epochs: Math.min(run.training.epochs, DEFAULT_EPOCHS),
      ...training,
      ...(epochs !== undefined && { epochs }),
      ...(learningRate !== undefined && { learningRate }),
    },
  };
  return absolutePaths(parseConfiguration(merged, 'the settings'));
}

/** The settings of the run that learns the new events, which is split by time. */
export function settingsOfUpdate(
  given: Configuration,
  { validationFrom, testFrom }: UpdateRecipe,
  output: string,
): SettledConfiguration {
  const split = { ...given.split, kind: 'global-time' as const, validationFrom, testFrom };
  // The run has settled what its data decides.
  return settle({ ...given, split, run: { ...given.run, output } }, true);
}
