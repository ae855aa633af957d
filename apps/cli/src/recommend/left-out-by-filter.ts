import { FilterSets, hasItem, ItemTable, parseFilter, RulesError } from '@org/rules';
import type { Catalogue, ExternalId } from '@org/seqrec-data';
import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';

/** The items that a filter of `--filter` leaves out; none without one. */
export async function leftOutByFilter(
  filter: string | undefined,
  catalogue: Catalogue,
  terminal: Terminal,
): Promise<readonly ExternalId[]> {
  if (filter === undefined) return [];
  const table = ItemTable.of(catalogue.items);
  try {
    const sets = new FilterSets({ table, bytes: 1 });
    const passing = await sets.itemsOf(parseFilter(filter, table.attributes));
    const leftOut = catalogue.items.filter(({ index }) => !hasItem(passing, index));
    if (leftOut.length === catalogue.itemCount) terminal.warn('no item passes --filter');
    return leftOut.map(({ id }) => id);
  } catch (error) {
    if (!(error instanceof RulesError)) throw error;
    throw new CliError('usage', `--filter: ${error.message}`, { cause: error });
  }
}
