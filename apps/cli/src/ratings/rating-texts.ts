import { join } from 'node:path';
import type { BstFeaturesOptions } from '@org/bst';
import type { Catalogue } from '@org/seqrec-data';
import { catalogueVectors, type EncodeItemsOptions } from '../data/item-vectors.js';
import { plural } from '../output/format.js';
import { ProgressLine } from '../output/progress.js';
import type { Terminal } from '../output/terminal.js';
import type { RatingSettings } from './rating-settings.js';

/** The vectors of a run's items, as its network reads them. */
const VECTORS_FILE = 'item-vectors.safetensors';

/** float32 `[V + 1, P]` by item index, row 0 is PAD. */
export type RatingTexts = NonNullable<BstFeaturesOptions['texts']>;

export interface RatingTextsOptions extends Pick<EncodeItemsOptions, 'cache' | 'signal'> {
  readonly settings: RatingSettings;
  readonly catalogue: Catalogue;
  readonly terminal: Terminal;
}

/**
 * The vectors of the items' texts, centred and of length 1, read from a file or encoded; undefined if the settings name
 * neither. An engine must be running to encode.
 */
export async function ratingTexts({
  settings,
  catalogue,
  terminal,
  ...options
}: RatingTextsOptions): Promise<RatingTexts | undefined> {
  const { itemVectors, textEncoder } = settings;
  if (itemVectors === undefined && textEncoder === undefined) return undefined;
  const progress = new ProgressLine(terminal);
  try {
    const found = await catalogueVectors(catalogue, settings, {
      ...options,
      onProgress: ({ done, total }) =>
        progress.update({
          label: 'encoding',
          share: done / total,
          details: [`${done}/${total} texts`],
        }),
    });
    const { fitVectorMap, mapVectors } = await import('@org/text-encoder');
    const map = fitVectorMap(found.vectors, { size: found.size });
    if (found.missing > 0) {
      terminal.warn(`${plural(found.missing, 'item')} without a text: their vectors are zeros`);
    }
    return fromFirstItem(mapVectors(map, found.vectors), found.size);
  } finally {
    progress.clear();
  }
}

/** Writes the vectors into a run, which then needs neither the encoder nor the file that they came from. */
export async function writeRatingTexts(
  directory: string,
  { vectors, size }: RatingTexts,
  { items }: Catalogue,
): Promise<void> {
  const { writeNamedVectors } = await import('@org/text-encoder');
  await writeNamedVectors(join(directory, VECTORS_FILE), {
    ids: items.map(({ id }) => id),
    vectors: vectors.subarray(size),
    size,
  });
}

/** The vectors of a run; undefined if it has none. */
export async function readRatingTexts(
  directory: string,
  { itemVectors, textEncoder }: RatingSettings,
): Promise<RatingTexts | undefined> {
  if (itemVectors === undefined && textEncoder === undefined) return undefined;
  const { readNamedVectors } = await import('@org/text-encoder');
  const { vectors, size } = await readNamedVectors(join(directory, VECTORS_FILE));
  return fromFirstItem(vectors, size);
}

/** `[V, P]` to `[V + 1, P]`, with zeros for PAD. */
function fromFirstItem(vectors: Float32Array, size: number): RatingTexts {
  const rows = new Float32Array(vectors.length + size);
  rows.set(vectors, size);
  return { size, vectors: rows };
}
