import { dataLabel } from '../data/data-name.js';
import { prepareData } from '../data/prepared-data.js';
import type { Terminal } from '../output/terminal.js';
import { changedData } from '../runs/changed-data.js';
import type { SearchPlan } from './plan.js';

export interface TrialDataset {
  readonly directory: string;
  readonly contentHash: string;
}

export interface SearchDatasets {
  /** The dataset of each trial. */
  readonly trials: readonly TrialDataset[];
  /** The content hashes of the distinct datasets, in the order in which trials need them. */
  readonly hashes: readonly string[];
}

/**
 * Prepares the datasets of the trials; trials with the same data settings share one. `known` holds the hashes of a resumed
 * search, whose data may exist only in the cache.
 *
 * @throws CliError where the data has changed since that search began.
 */
export async function searchDatasets(
  plan: SearchPlan,
  terminal: Terminal,
  known: readonly string[],
): Promise<SearchDatasets> {
  const prepared = new Map<string, TrialDataset>();
  const trials: TrialDataset[] = [];
  for (const { configuration } of plan.trials) {
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
      dataset = { directory, contentHash };
      prepared.set(key, dataset);
    }
    trials.push(dataset);
  }
  return { trials, hashes: [...prepared.values()].map(({ contentHash }) => contentHash) };
}
