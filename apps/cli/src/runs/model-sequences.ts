import { type Catalogue, remapSequences, type Sequences } from '@org/seqrec-data';
import { formatShare, plural } from '../output/format.js';
import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import type { RunData } from './run-data.js';

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
  if (sequences.items.length === 0) {
    throw new CliError(
      'failure',
      `the model knows none of the ${plural(dataset.catalogue.itemCount, 'item')} of this data: are its ids the same as in training?`,
    );
  }
  if (unknownEvents > 0) {
    if (isOwn) {
      throw new CliError('failure', 'the items of this model are not those of its own data');
    }
    const share = formatShare(unknownEvents / dataset.sequences.items.length);
    terminal.warn(
      `${plural(unknownEvents, 'event')} (${share}) of ${plural(unknownItems, 'item')} that the model does not know are left out`,
    );
  }
  return { sequences, unknownEvents };
}
