import { type Catalogue, indicesIn } from '@org/seqrec-data';
import { formatShare, plural } from '../output/format.js';
import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import type { StoredRunData } from './run-data.js';

/**
 * Warns of the events of items that a model does not know, with one file of sequences in memory at a time, and returns
 * their number.
 *
 * @throws CliError `failure` if the model knows no item of the data, or not all items of its own data.
 */
export async function reportUnknownItems(
  catalogue: Catalogue,
  { dataset, isOwn }: StoredRunData,
  terminal: Terminal,
): Promise<number> {
  const indexOf = indicesIn(catalogue, dataset.catalogue);
  if (!indexOf.subarray(1).includes(0)) return 0;
  const unknown = new Set<number>();
  let events = 0;
  let unknownEvents = 0;
  for await (const { items } of dataset.sequences()) {
    events += items.length;
    for (const item of items) {
      if (indexOf[item] !== 0) continue;
      unknown.add(item);
      unknownEvents += 1;
    }
  }
  if (unknownEvents === events) {
    throw new CliError(
      'failure',
      `the model knows none of the ${plural(dataset.catalogue.itemCount, 'item')} of this data: are its ids the same as in training?`,
    );
  }
  if (unknownEvents === 0) return 0;
  if (isOwn) throw new CliError('failure', 'the items of this model are not those of its own data');
  const share = formatShare(unknownEvents / events);
  terminal.warn(
    `${plural(unknownEvents, 'event')} (${share}) of ${plural(unknown.size, 'item')} that the model does not know are left out`,
  );
  return unknownEvents;
}
