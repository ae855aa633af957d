import { settle } from '../config/configuration.js';
import { dataLabel } from '../data/data-name.js';
import { prepareData } from '../data/prepared-data.js';
import { settleSeenItems } from '../data/seen-items.js';
import type { Terminal } from '../output/terminal.js';
import { changedData } from '../runs/changed-data.js';
import type { SearchPlan, SettledPlan } from './plan.js';

export interface TrialDataset {
  readonly directory: string;
  readonly contentHash: string;
}

export interface SearchDatasets {
  /** Trials with the same data have the same `excludeSeen`, so that they can be compared. */
  readonly plan: SettledPlan;
  /** The dataset of each trial. */
  readonly trials: readonly TrialDataset[];
  /** The content hashes of the distinct datasets, in the order in which trials need them. */
  readonly hashes: readonly string[];
}

/**
 * Prepares the datasets of the trials; trials with the same data settings share one. `known` holds the hashes of a resumed
 * search, whose data may exist only in the cache.
 *
 * @throws CliError if the data changed since that search began.
 */
export async function searchDatasets(
  plan: SearchPlan,
  terminal: Terminal,
  known: readonly string[],
): Promise<SearchDatasets> {
  const prepared = new Map<string, TrialDataset & { readonly excludeSeen: boolean }>();
  const datasets: TrialDataset[] = [];
  const trials: SettledPlan['trials'][number][] = [];
  for (const trial of plan.trials) {
    const { configuration } = trial;
    const key = JSON.stringify(configuration.data);
    let dataset = prepared.get(key);
    if (dataset === undefined) {
      const recorded = known[prepared.size];
      const { directory, dataset: read } = await prepareData(configuration.data, terminal, {
        contentHash: recorded,
      });
      const { contentHash } = read.manifest;
      if (recorded !== undefined && contentHash !== recorded) {
        throw changedData({
          of: dataLabel(configuration.data),
          since: 'the search began',
          ...{ recorded, found: contentHash },
          advice: 'restore it, or search again in another directory',
        });
      }
      const { excludeSeen } = settleSeenItems(configuration, read, terminal).evaluation;
      dataset = { directory, contentHash, excludeSeen };
      prepared.set(key, dataset);
    }
    datasets.push(dataset);
    trials.push({ ...trial, configuration: settle(configuration, dataset.excludeSeen) });
  }
  return {
    plan: { ...plan, trials },
    trials: datasets,
    hashes: [...prepared.values()].map(({ contentHash }) => contentHash),
  };
}
