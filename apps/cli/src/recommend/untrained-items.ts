import type { Catalogue, ExternalId, ItemDetails } from '@org/seqrec-data';
import { dataSource } from '../data/data-source.js';
import { findRun } from '../runs/run-directory.js';
import { bareTitle } from './resolve-item.js';

/**
 * What the titles of a run's data say of things that its model does not know, in their order: an item that nobody had in
 * the training data, or that filters left out. Undefined where they say nothing, or are not there any more.
 */
export async function untrainedItems(
  directory: string,
  catalogue: Catalogue,
  wanted: readonly ExternalId[],
): Promise<(ItemDetails | undefined)[]> {
  const found: (ItemDetails | undefined)[] = wanted.map(() => undefined);
  const run = findRun(directory);
  if (run === undefined) return found;
  const keys = wanted.map((text) => ({ id: String(text), bare: bareTitle(String(text)) }));
  try {
    const source = await dataSource(run.configuration.data);
    for await (const block of source.items?.() ?? []) {
      for (const item of block) {
        const { id, title } = item;
        if (catalogue.indexOf(id) !== undefined) continue;
        const bare = title === undefined ? '' : bareTitle(title);
        keys.forEach((key, place) => {
          if (key.id === String(id) || (bare !== '' && bare === key.bare)) found[place] ??= item;
        });
      }
    }
  } catch (error) {
    // The answer is the same without these titles, so that they cannot be read any more is no failure of the command.
    if (!(error instanceof Error)) throw error;
  }
  return found;
}
