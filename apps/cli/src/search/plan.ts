import type { MetricKey } from '@org/metrics';
import {
  gridTrials,
  randomTrials,
  rungEpochs,
  type Schedule,
  SearchError,
  type SearchSpace,
  type TrialSettings,
} from '@org/search';
import { absolutePaths } from '../config/absolute-paths.js';
import type { Configuration, SettledConfiguration } from '../config/configuration.js';
import { mergeSections, type PartialConfiguration, parseConfiguration } from '../config/load.js';
import type { SearchRequest } from '../config/load-search.js';
import { modelBatches } from '../config/model-section.js';
import type { SearchSettings } from '../config/search-section.js';
import { searchSpace } from '../config/search-space.js';
import { splitRecipe } from '../data/split-recipe.js';
import { CliError } from '../program/cli-error.js';

const defaultTrials = 20;
const defaultReduction = 3;

export interface PlannedTrial {
  /** Its own settings. */
  readonly settings: TrialSettings;
  /** Its complete configuration, as for `train`. */
  readonly configuration: Configuration;
}

/** All trials of a search. Their order depends on results. */
export interface SearchPlan {
  readonly strategy: SearchSettings['strategy'];
  readonly metric: MetricKey;
  readonly trials: readonly PlannedTrial[];
  /** Epochs at which trials are compared; for grid and random only the last. */
  readonly rungs: readonly number[];
  readonly schedule: Schedule;
}

/** A plan with values for the settings that the trials left to the data. */
export interface SettledPlan extends SearchPlan {
  readonly trials: readonly (PlannedTrial & { readonly configuration: SettledConfiguration })[];
}

/**
 * Plans a search: it lists every trial and checks its configuration before the first begins.
 *
 * @throws CliError `usage`, beginning with `origin`.
 */
export function planSearch({ base, search }: SearchRequest, origin: string): SearchPlan {
  const { strategy, resources, parallel } = search;
  const shared = parseConfiguration(base, origin);
  const metric = search.metric ?? shared.training.validationMetric;
  const maxEpochs = resources.maxEpochs ?? shared.training.epochs;
  try {
    const rungs = rungsOf(search, maxEpochs);
    const settings = trialsOf(search, searchSpace(search.space, origin));
    const over = {
      training: { epochs: maxEpochs, validationMetric: metric },
      ...(parallel.threads === undefined ? {} : { engine: { threads: parallel.threads } }),
    };
    const trials = settings.map((own, trial) => {
      const given = mergeSections(mergeSections(base, bySection(own)), over);
      const configuration = absolutePaths(parseConfiguration(given, `${origin}, trial ${trial}`));
      splitRecipe(configuration.split);
      modelBatches(configuration.model);
      return { settings: own, configuration };
    });
    const { reduction = defaultReduction } = resources;
    const schedule = { trials: trials.length, rungs: rungs.length, reduction };
    return { strategy, metric: metric as MetricKey, trials, rungs, schedule };
  } catch (error) {
    if (!(error instanceof SearchError)) throw error;
    throw new CliError('usage', `${origin}: search: ${error.message}`, { cause: error });
  }
}

function rungsOf({ strategy, resources }: SearchSettings, maxEpochs: number): number[] {
  const { minEpochs, reduction = defaultReduction } = resources;
  if (strategy === 'asha') return rungEpochs({ minEpochs: minEpochs ?? 1, maxEpochs, reduction });
  if (minEpochs === undefined && resources.reduction === undefined) return [maxEpochs];
  throw new SearchError(
    'invalid-option',
    `resources.minEpochs and resources.reduction belong to the strategy asha, got ${strategy}`,
  );
}

function trialsOf(
  { strategy, trials, seed }: SearchSettings,
  space: SearchSpace,
): readonly TrialSettings[] {
  if (strategy !== 'grid') return randomTrials(space, { trials: trials ?? defaultTrials, seed });
  if (trials === undefined) return gridTrials(space);
  throw new SearchError(
    'invalid-option',
    `trials belongs to the strategies random and asha: a grid tries all of its ${gridTrials(space).length} points`,
  );
}

/** `{'training.learningRate': 0.001}` as a partial configuration. */
function bySection(settings: TrialSettings): PartialConfiguration {
  const sections: Record<string, Record<string, unknown>> = {};
  for (const [name, value] of Object.entries(settings)) {
    const [section = '', key = ''] = name.split('.');
    sections[section] = { ...sections[section], [key]: value };
  }
  return sections;
}
