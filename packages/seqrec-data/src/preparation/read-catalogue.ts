import { Catalogue, type ItemRecord, type UntrainedItem } from '../dataset/catalogue.js';
import type { ExternalId } from '../sources/interaction.js';
import type { ItemDetails, ReadOptions } from '../sources/source.js';

/** The most titles of items without events: they only explain errors, and a file may list millions. */
const MAX_UNTRAINED = 100_000;

/**
 * The catalogue of these ids with the source's details of items. If an item has several details, the first ones count.
 */
export async function readCatalogue(
  blocks: AsyncIterable<readonly ItemDetails[]> | undefined,
  ids: readonly ExternalId[],
  { signal }: ReadOptions,
): Promise<Catalogue> {
  const wanted = new Set(ids);
  const details = new Map<ExternalId, ItemDetails>();
  const untrained = new Map<ExternalId, UntrainedItem>();
  for await (const block of blocks ?? []) {
    signal?.throwIfAborted();
    for (const item of block) {
      const { id, title } = item;
      if (wanted.has(id)) {
        if (!details.has(id)) details.set(id, item);
      } else if (title !== undefined && untrained.size < MAX_UNTRAINED && !untrained.has(id)) {
        untrained.set(id, { id, title });
      }
    }
  }
  const items = ids.map((id, i): ItemRecord => ({ index: i + 1, ...details.get(id), id }));
  return new Catalogue(items, [...untrained.values()]);
}
