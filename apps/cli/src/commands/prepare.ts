import { writeDataset } from '@org/seqrec-data';
import { loadConfiguration } from '../config/load.js';
import { rowNoun } from '../data/left-out.js';
import { prepareData } from '../data/prepared-data.js';
import { formatCount } from '../output/format.js';
import { writingTo } from '../output/write-output.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import type { Invocation } from './command.js';

export interface PrepareFlags {
  readonly config?: string;
  readonly to?: string;
}

/** Prepares data and reports what each filter removed. */
export async function prepare({
  terminal,
  settings,
  options,
}: Invocation<PrepareFlags>): Promise<number> {
  const { data } = loadConfiguration(settings, options.config);
  const { dataset, directory: cached, cached: found } = await prepareData(data, terminal);
  const directory = options.to === undefined ? cached : fromStart(options.to);
  if (options.to !== undefined) await writingTo('--to', () => writeDataset(directory, dataset));

  const { counts, preparation, contentHash, filters, source } = dataset.manifest;
  const dropsDislikes = filters.rating?.below === 'drop';
  const lost = {
    [`${rowNoun(source)}s that could not be read`]: preparation.badRows,
    [dislikesLine(counts.dislikes, dropsDislikes)]: preparation.disliked,
    duplicates: preparation.duplicates,
    'events of sequences that were too long': preparation.tooLong,
    'events of users, items and sequences with too few': preparation.tooFew,
  };
  for (const [what, count] of Object.entries(lost)) {
    if (count > 0) terminal.show(`${formatCount(count).padStart(12)}  ${what}`);
  }
  for (const { name, unit } of preparation.unread ?? []) {
    terminal.show(`${'unknown'.padStart(12)}  ${unit}s of ${name} that could not be read`);
  }
  terminal.show(`${formatCount(counts.interactions).padStart(12)}  events kept`);
  terminal.show();
  terminal.show(`Dataset  ${terminal.resultStyle.bold(shownPath(directory))}`);
  terminal.result({ directory, cached: found, contentHash, counts, preparation });
  return 0;
}

/** Dislikes are kept only for users with events and for items of the catalogue. */
function dislikesLine(kept: number, drops: boolean): string {
  if (drops) return 'dislikes, all dropped by --below-rating drop';
  return `dislikes, of which ${formatCount(kept)} are kept as such; any others are of users or items that have no event left`;
}
