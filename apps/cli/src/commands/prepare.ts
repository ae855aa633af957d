import { type CachedShards, writeDataset } from '@org/seqrec-data';
import type { DataSettings } from '../config/configuration.js';
import { loadConfiguration } from '../config/load.js';
import { rowNoun } from '../data/left-out.js';
import { prepareData, prepareDataShards } from '../data/prepared-data.js';
import { formatCount } from '../output/format.js';
import type { Terminal } from '../output/terminal.js';
import { writingTo } from '../output/write-output.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import type { Invocation } from './command.js';

export interface PrepareFlags {
  readonly config?: string;
  readonly to?: string;
  readonly shards?: number;
}

/** Prepares data and reports what each filter removed. */
export async function prepare({
  terminal,
  settings,
  options,
}: Invocation<PrepareFlags>): Promise<number> {
  const { data } = loadConfiguration(settings, options.config);
  const { directory, cached: found, manifest } = await prepared(data, options, terminal);

  const { counts, preparation, contentHash, filters, source } = manifest;
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

/** The dataset of the settings, in the cache or in `to`. */
async function prepared(
  data: DataSettings,
  { to, shards }: PrepareFlags,
  terminal: Terminal,
): Promise<CachedShards> {
  if (shards !== undefined) return prepareDataShards(data, terminal, { shards, to });
  const { dataset, directory, cached } = await prepareData(data, terminal);
  const { manifest } = dataset;
  if (to === undefined) return { manifest, directory, cached };
  const place = fromStart(to);
  await writingTo('--to', () => writeDataset(place, dataset));
  return { manifest, directory: place, cached };
}

/** Dislikes are kept only for users with events and for items of the catalogue. */
function dislikesLine(kept: number, drops: boolean): string {
  if (drops) return 'dislikes, all dropped by --below-rating drop';
  return `dislikes, of which ${formatCount(kept)} are kept as such; any others are of users or items that have no event left`;
}
