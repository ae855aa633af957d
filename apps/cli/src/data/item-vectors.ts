import { join } from 'node:path';
import { type Catalogue, ITEM_TEXT, itemText } from '@org/seqrec-data';
import type { EncodeProgress, NamedVectors } from '@org/text-encoder';
import type { VectorSettings } from '../config/vector-options.js';
import { CliError } from '../program/cli-error.js';

export interface EncodeItemsOptions {
  /** The directory of prepared data, in which vectors of texts are kept. */
  readonly cache: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: EncodeProgress) => void) | undefined;
}

/** The vectors of the items of a catalogue. */
export interface CatalogueVectors {
  /** float32 `[V, C]`, item 1 first; zeros for an item without a vector. */
  readonly vectors: Float32Array;
  /** C */
  readonly size: number;
  /** The number of items without a vector. */
  readonly missing: number;
  readonly origin: Readonly<Record<string, string>>;
}

/** The vectors of a catalogue's items, read or encoded. An engine must be running to encode. */
export async function catalogueVectors(
  catalogue: Catalogue,
  settings: VectorSettings,
  options: EncodeItemsOptions,
): Promise<CatalogueVectors> {
  const { itemVectors: file } = settings;
  const named =
    file === undefined
      ? await encodeItems(catalogue, settings, options)
      : await (await import('@org/text-encoder')).readNamedVectors(file);
  const { size, origin = {} } = named;
  const vectors = new Float32Array(catalogue.itemCount * size);
  const found = new Set<number>();
  named.ids.forEach((id, row) => {
    const resolution = catalogue.resolve(id);
    // A title would be as good as an id, and name the wrong item.
    if (resolution.kind !== 'found' || String(resolution.item.id) !== String(id)) return;
    const { index } = resolution.item;
    found.add(index);
    vectors.set(named.vectors.subarray(row * size, (row + 1) * size), (index - 1) * size);
  });
  if (found.size === 0) {
    throw new CliError(
      'failure',
      `${file ?? 'the data'} has a vector for none of the ${catalogue.itemCount} items: are their ids the same as in the data?`,
    );
  }
  return { vectors, size, missing: catalogue.itemCount - found.size, origin };
}

/**
 * The vectors of the texts of a catalogue's items, also of those without events. Items without a text have none.
 *
 * @throws CliError `usage` where no item has one of the parts.
 */
export async function encodeItems(
  { items, untrained }: Catalogue,
  { textEncoder, itemText: parts = ITEM_TEXT }: VectorSettings,
  { cache, signal, onProgress }: EncodeItemsOptions,
): Promise<NamedVectors> {
  if (textEncoder === undefined) throw new CliError('usage', 'name a model with --text-encoder');
  const texts = [...items, ...untrained]
    .map((item) => ({ id: item.id, text: itemText(item, parts) }))
    .filter(({ text }) => text !== '');
  if (texts.length === 0) {
    const names = new Set(items.flatMap(({ attributes = {} }) => Object.keys(attributes)));
    const known = names.size === 0 ? 'no attributes' : `the attributes ${[...names].join(', ')}`;
    throw new CliError(
      'usage',
      `no item has a text in ${parts.join(', ')}: the items have ${known}; name titles with --items, or parts of items with --item-text`,
    );
  }
  const { loadTextEncoder } = await import('@org/text-encoder');
  const encoder = await loadTextEncoder(textEncoder, { cache: join(cache, 'text-vectors') });
  try {
    const { vectors, size } = await encoder.encode(
      texts.map(({ text }) => text),
      { signal, onProgress },
    );
    const origin = {
      encoder: encoder.fingerprint,
      pooling: encoder.pooling,
      parts: parts.join(','),
    };
    return { ids: texts.map(({ id }) => id), vectors, size, origin };
  } finally {
    encoder.dispose();
  }
}
