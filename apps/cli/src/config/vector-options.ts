import { ITEM_TEXT } from '@org/seqrec-data/formats';
import { z } from 'zod';
import { CliError } from '../program/cli-error.js';
import { option } from './option.js';

/** Where the vectors of items come from: a file of vectors, or a text encoder and the parts of items that it reads. */
export interface VectorSettings {
  readonly itemVectors?: string | undefined;
  readonly textEncoder?: string | undefined;
  readonly itemText?: readonly string[] | undefined;
}

/** The schemas of {@link VectorSettings}. */
export interface VectorOptions {
  readonly itemVectors: z.ZodOptional<z.ZodString>;
  readonly textEncoder: z.ZodOptional<z.ZodString>;
  readonly itemText: z.ZodOptional<z.ZodArray<z.ZodString>>;
}

/** The settings of where the vectors of items come from; `use` says in the help when they are read. */
export function vectorOptions(use: string): VectorOptions {
  return {
    itemVectors: option(z.string().min(1).optional(), {
      value: 'file',
      help: `vectors of items by id, as encode-items writes them; ${use}`,
    }),
    textEncoder: option(z.string().min(1).optional(), {
      value: 'dir',
      help: 'folder of a pretrained BERT model, or of static embeddings, that encodes the texts of items; in place of --item-vectors',
    }),
    itemText: option(z.array(z.string().min(1)).min(1).optional(), {
      value: 'part,part',
      help: `what an item’s text is made of: title, and attributes (default: those of ${ITEM_TEXT.join(', ')} that it has)`,
    }),
  };
}

/**
 * The settings, if the parts of a text are named only for an encoder.
 *
 * @throws CliError `usage`
 */
export function checkedVectors(settings: VectorSettings): VectorSettings {
  const { itemVectors, textEncoder, itemText } = settings;
  if (itemVectors !== undefined && textEncoder !== undefined) {
    throw new CliError('usage', 'give either --item-vectors or --text-encoder');
  }
  if (itemText !== undefined && textEncoder === undefined) {
    throw new CliError(
      'usage',
      itemVectors === undefined
        ? '--item-text says what --text-encoder reads: name a model with --text-encoder'
        : '--item-text says what --text-encoder reads: leave it out beside --item-vectors',
    );
  }
  return settings;
}
