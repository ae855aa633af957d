import type { Catalogue, ExternalId, ItemDetails, ItemRecord } from '@org/seqrec-data';
import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import { resolveItem } from './resolve-item.js';
import { untrainedItems } from './untrained-items.js';

export interface ResolveItemsOptions {
  /** Of the model. */
  readonly directory: string;
  readonly catalogue: Catalogue;
  /** Leaves out what the model does not know, with a warning, instead of an error. */
  readonly ignoreUnknown: boolean;
  readonly terminal: Terminal;
}

const listedItems = 10;

/**
 * The items that a person means.
 *
 * @throws CliError for a title that several items share, with their ids; and, unless they are left out, for things that
 * the model does not know, with what is near, or what the titles of the data say of them.
 */
export async function resolveItems(
  wanted: readonly ExternalId[],
  { directory, catalogue, ignoreUnknown, terminal }: ResolveItemsOptions,
): Promise<ItemRecord[]> {
  const items: ItemRecord[] = [];
  const unknown: { readonly text: ExternalId; readonly suggestions: readonly string[] }[] = [];
  for (const text of wanted) {
    const resolution = resolveItem(catalogue, text);
    if (resolution.kind === 'ambiguous') throw ambiguous(text, resolution.items);
    if (resolution.kind === 'found') items.push(resolution.item);
    else unknown.push({ text, suggestions: resolution.suggestions });
  }
  if (unknown.length === 0) return items;
  const untrained = await untrainedItems(
    directory,
    catalogue,
    unknown.map(({ text }) => text),
  );
  const described = unknown.map(({ text, suggestions }, place) => {
    const item = untrained[place];
    if (item !== undefined) return `${JSON.stringify(text)} (${untrainedNote(item)})`;
    const near = suggestions.map((title) => JSON.stringify(title)).join(' or ');
    return `${JSON.stringify(text)}${near === '' ? '' : ` (did you mean ${near}?)`}`;
  });
  const sentence = `the model does not know ${described.join(', ')}`;
  if (!ignoreUnknown) throw new CliError('usage', sentence);
  terminal.warn(`${sentence}: left out`);
  return items;
}

function ambiguous(text: ExternalId, items: readonly ItemRecord[]): CliError {
  const listed = items.slice(0, listedItems).map(({ id }) => JSON.stringify(id));
  const more = items.length - listed.length;
  return new CliError(
    'usage',
    `${JSON.stringify(text)} is the title of ${items.length} items: name the one you mean by its id, ${listed.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  );
}

function untrainedNote({ id, title }: ItemDetails): string {
  const name = title === undefined ? '' : ` ${JSON.stringify(title)},`;
  return `the titles of its data have${name} id ${JSON.stringify(id)}, but nobody had it in the training data or a filter left it out, so the model can neither use nor recommend it`;
}
