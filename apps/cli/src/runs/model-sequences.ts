import { type Catalogue, indicesIn, remapSequences, type Sequences } from '@org/seqrec-data';
import { formatShare, plural } from '../output/format.js';
import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import type { RunData, StoredRunData } from './run-data.js';

export interface ModelSequences {
  /** In the model's indices. */
  readonly sequences: Sequences;
  /** Events left out, of items that the model does not know. */
  readonly unknownEvents: number;
}

/** The sequences of a dataset with the catalogue of a model. Reports what is left out. */
export function modelSequences(
  catalogue: Catalogue,
  { dataset, isOwn }: Pick<RunData, 'dataset' | 'isOwn'>,
  terminal: Terminal,
): ModelSequences {
  const { sequences, unknownEvents, unknownItems } = remapSequences(dataset, catalogue);
  const { itemCount } = dataset.catalogue;
  const events = dataset.sequences.items.length;
  reportUnknown({ itemCount, events, unknownEvents, unknownItems, isOwn }, terminal);
  return { sequences, unknownEvents };
}

/** Reports the events of items that a model does not know, one file of sequences in memory at a time. */
export async function reportUnknownItems(
  catalogue: Catalogue,
  { dataset, isOwn }: StoredRunData,
  terminal: Terminal,
): Promise<void> {
  const indexOf = indicesIn(catalogue, dataset.catalogue);
  if (!indexOf.subarray(1).includes(0)) return;
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
  const { itemCount } = dataset.catalogue;
  const unknownItems = unknown.size;
  reportUnknown({ itemCount, events, unknownEvents, unknownItems, isOwn }, terminal);
}

interface UnknownItems {
  /** The number of items of the data. */
  readonly itemCount: number;
  readonly events: number;
  readonly unknownEvents: number;
  readonly unknownItems: number;
  readonly isOwn: boolean;
}

function reportUnknown(
  { itemCount, events, unknownEvents, unknownItems, isOwn }: UnknownItems,
  terminal: Terminal,
): void {
  if (unknownEvents === events) {
    throw new CliError(
      'failure',
      `the model knows none of the ${plural(itemCount, 'item')} of this data: are its ids the same as in training?`,
    );
  }
  if (unknownEvents === 0) return;
  if (isOwn) throw new CliError('failure', 'the items of this model are not those of its own data');
  const share = formatShare(unknownEvents / events);
  terminal.warn(
    `${plural(unknownEvents, 'event')} (${share}) of ${plural(unknownItems, 'item')} that the model does not know are left out`,
  );
}
