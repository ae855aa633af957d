import { SeqrecDataError } from '../error.js';
import { Catalogue, type ItemRecord, type UntrainedItem } from './catalogue.js';

/** The text of `items.jsonl`: one item per line, in the order of indices. */
export function formatCatalogue(catalogue: Catalogue): string {
  return catalogue.items
    .map(
      ({ index, id, title, attributes }) => `${JSON.stringify({ index, id, title, attributes })}\n`,
    )
    .join('');
}

/** The file of the catalogue's untrained items, one per line, if there are any. */
export const UNTRAINED_ITEMS_FILE = 'untrained-items.jsonl';

/** The text of {@link UNTRAINED_ITEMS_FILE}. */
export function formatUntrainedItems({ untrained }: Catalogue): string {
  return untrained.map(({ id, title }) => `${JSON.stringify({ id, title })}\n`).join('');
}

/**
 * Parses the text of {@link formatCatalogue}; `file` names it in errors.
 *
 * @throws SeqrecDataError `artifact-corrupt` with the line that is not an item.
 */
export function parseCatalogue(
  text: string,
  file: string,
  untrained?: readonly UntrainedItem[],
): Catalogue {
  const parse = (line: string, number: number) => parseItemLine(line, file, number);
  return new Catalogue(parseLines(text, parse), untrained);
}

/** Parses the text of {@link formatUntrainedItems}, as {@link parseCatalogue} does the items. */
export function parseUntrainedItems(text: string, file: string): readonly UntrainedItem[] {
  return parseLines(text, (line, number) => parseLine(line, isUntrained, file, number));
}

/** Parses one line of {@link formatCatalogue}, the `number`th of `file`, as {@link parseCatalogue} does them all. */
export function parseItemLine(line: string, file: string, number: number): ItemRecord {
  return parseLine(line, isItem, file, number);
}

function parseLines<Item>(text: string, parse: (line: string, number: number) => Item): Item[] {
  const lines = text.split('\n');
  lines.pop();
  return lines.map((line, i) => parse(line, i + 1));
}

function parseLine<Item>(
  text: string,
  is: (value: unknown) => value is Item,
  file: string,
  line: number,
): Item {
  let cause: unknown;
  try {
    const value: unknown = JSON.parse(text);
    if (is(value)) return value;
  } catch (error) {
    cause = error;
  }
  throw new SeqrecDataError('artifact-corrupt', `${file}:${line}: not an item`, {
    ...{ file, line, cause },
  });
}

// By hand, as a schema takes ten times as long for each of a million items.

const ITEM_FIELDS: ReadonlySet<string> = new Set<keyof ItemRecord>([
  'index',
  'id',
  'title',
  'attributes',
]);
const UNTRAINED_FIELDS: ReadonlySet<string> = new Set<keyof UntrainedItem>(['id', 'title']);

function isItem(value: unknown): value is ItemRecord {
  if (!isRecord(value) || !hasOnly(value, ITEM_FIELDS)) return false;
  const { index, id, title, attributes } = value;
  return (
    Number.isSafeInteger(index) &&
    (index as number) >= 1 &&
    isId(id) &&
    (title === undefined || typeof title === 'string') &&
    (attributes === undefined || isAttributes(attributes))
  );
}

function isUntrained(value: unknown): value is UntrainedItem {
  return (
    isRecord(value) &&
    hasOnly(value, UNTRAINED_FIELDS) &&
    isId(value.id) &&
    typeof value.title === 'string'
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasOnly(value: Readonly<Record<string, unknown>>, fields: ReadonlySet<string>): boolean {
  for (const field in value) if (!fields.has(field)) return false;
  return true;
}

function isId(id: unknown): boolean {
  return typeof id === 'string' ? id !== '' : Number.isSafeInteger(id);
}

function isAttributes(attributes: unknown): boolean {
  if (!isRecord(attributes)) return false;
  for (const name in attributes) {
    const value = attributes[name];
    const isList = Array.isArray(value) && value.every((part) => typeof part === 'string');
    if (!isList && typeof value !== 'string' && !Number.isFinite(value)) return false;
  }
  return true;
}
