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
import type { Configuration } from '../config/configuration.js';
import { mergeSections, type PartialConfiguration, parseConfiguration } from '../config/load.js';
import type { SearchRequest } from '../config/load-search.js';
import type { SearchSettings } from '../config/search-section.js';
import { searchSpace } from '../config/search-space.js';
import { splitRecipe } from '../data/split-recipe.js';
import { models } from '../models/registry.js';
import { CliError } from '../program/cli-error.js';

const defaultTrials = 20;
const defaultReduction = 3;

export interface PlannedTrial {
  /** What is its own. */
  readonly settings: TrialSettings;
  /** Everything, as `train` would have it. */
  readonly configuration: Configuration;
}

/** All that a search will do but for the order, which depends on results. */
export interface SearchPlan {
  readonly strategy: SearchSettings['strategy'];
  readonly metric: MetricKey;
  readonly trials: readonly PlannedTrial[];
  /** Epochs at which trials are compared; of grid and random the last alone. */
  readonly rungs: readonly number[];
  readonly schedule: Schedule;
}

/**
 * Draws up a search: every trial is known, and its configuration checked, before the first begins.
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
      models[configuration.model.kind].batches(configuration.model);
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
    `resources.minEpochs and resources.reduction are of the strategy asha, got ${strategy}`,
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
    `trials is of the strategies random and asha: a grid has all of its ${gridTrials(space).length} points`,
  );
}

/** `{'training.learningRate': 0.001}` as a configuration in part. */
function bySection(settings: TrialSettings): PartialConfiguration {
  const sections: Record<string, Record<string, unknown>> = {};
  for (const [name, value] of Object.entries(settings)) {
    const [section = '', key = ''] = name.split('.');
    sections[section] = { ...sections[section], [key]: value };
  }
  return sections;
}
