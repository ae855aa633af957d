import type { Catalogue, DatasetManifest, Sequences } from '@org/seqrec-data';
import type { Configuration } from '../config/configuration.js';
import { prepareData } from '../data/prepared-data.js';
import { formatShare, plural } from '../output/format.js';
import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import { remapSequences } from './remap.js';

/** Which data, for a model that is there already. */
export interface ModelData {
  readonly configuration: Pick<Configuration, 'data'>;
  /** Whether it is the data that the model was trained on. */
  readonly isOwn: boolean;
  /** The content hash of that data. */
  readonly contentHash?: string;
}

export interface ModelSequences {
  /** In the model's indices. */
  readonly sequences: Sequences;
  readonly manifest: DatasetManifest;
  /** Events left out, of items that the model does not know. */
  readonly unknownEvents: number;
}

/** Histories in the vocabulary of a model, prepared now or before. Says what had to be left out. */
export async function modelSequences(
  catalogue: Catalogue,
  { configuration, isOwn, contentHash, terminal }: ModelData & { readonly terminal: Terminal },
): Promise<ModelSequences> {
  const { dataset } = await prepareData(configuration.data, terminal, contentHash);
  const { sequences, unknownEvents, unknownItems } = remapSequences(dataset, catalogue);
  if (sequences.items.length === 0) {
    throw new CliError(
      'failure',
      `the model knows none of the ${plural(dataset.catalogue.itemCount, 'item')} of this data: are its ids the same as in training?`,
    );
  }
  if (isOwn && unknownEvents > 0) {
    throw new CliError('failure', 'the data of this model has changed since it was trained');
  }
  if (unknownEvents > 0) {
    const share = formatShare(unknownEvents / dataset.sequences.items.length);
    terminal.warn(
      `${plural(unknownEvents, 'event')} (${share}) of ${plural(unknownItems, 'item')} that the model does not know are left out`,
    );
  }
  return { sequences, manifest: dataset.manifest, unknownEvents };
}
