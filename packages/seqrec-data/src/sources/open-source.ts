import { type Advice, setting } from '../advice.js';
import { SeqrecDataError } from '../error.js';
import { detectIn, type SourceTable } from './detect-format.js';
import type { ItemFile } from './layouts/item-file.js';
import type { Source } from './source.js';
import type { FormatOptions, SourceDefinition } from './source-definition.js';
import { sourceOptions } from './source-options.js';
import { type SourceFormat, sources } from './source-table.js';

/**
 * The path, the format and the options of a source. The table of {@link sources} lists the options of each format; any
 * other is an error.
 */
export interface SourceOptions extends FormatOptions {
  /**
   * A file or directory; for `postgres` a URL, `postgres://user@host:5432/database`. Most formats also read a list of
   * files in order.
   */
  readonly path: string | readonly string[];
  /** Default: detected from the path and the first lines. */
  readonly format?: SourceFormat | undefined;
}

/**
 * Opens a data set: finds its files and checks the options. Rows are read later, when the source is.
 *
 * @example
 * const source = await openSource({ path: 'ml-1m' });
 * const clicks = await openSource({
 *   path: 'clicks.csv.gz',
 *   columns: { user: 'visitor', item: 'sku', timestamp: 'at' },
 *   timestamps: 'date',
 * });
 */
export function openSource(options: SourceOptions): Promise<Source> {
  return openIn(sources, options);
}

/** Like {@link openSource}, for the formats of a table. */
export async function openIn(
  table: SourceTable,
  {
    path,
    format: wanted,
    ...options
  }: Omit<SourceOptions, 'format'> & { format?: string | undefined },
): Promise<Source> {
  const paths = typeof path === 'string' ? [path] : path;
  const [first] = paths;
  if (first === undefined) throw invalid('path is an empty list, expected a file or directory');
  if (wanted !== undefined && !Object.hasOwn(table, wanted)) {
    throw invalid(
      `no format ${JSON.stringify(wanted)}; the formats are ${Object.keys(table).join(', ')}`,
    );
  }
  const { format, options: shown } = await detectIn(table, first, { ...options, format: wanted });
  const definition = table[format];
  if (definition === undefined) throw new TypeError(`no format ${format}`);
  checkOptions(format, definition, options);
  if (paths.length > 1 && definition.manyPaths !== true) {
    throw invalid(`a source of format ${format} has one path, got ${paths.length}`);
  }
  const reader = await definition.load();
  const { items, ...given } = { ...shown, ...defined(options) };
  return reader.open(paths, {
    ...given,
    columns: given.columns ?? {},
    ids: given.ids ?? definition.ids,
    items: itemFileOf(items, options),
  });
}

/** Throws for an option that the format does not read. Options of the file of items belong to that file. */
function checkOptions(format: string, definition: SourceDefinition, options: FormatOptions): void {
  const read: readonly string[] = [
    ...definition.options,
    ...(options.items === undefined ? [] : ITEM_OPTIONS),
  ];
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || read.includes(name)) continue;
    throw invalid([
      `a source of format ${format} takes no `,
      [setting(name)],
      ...(read.length === 0 ? [] : ['; it takes ', ...listed(read.flatMap(namesOf))]),
    ]);
  }
  const { parts = [] } = definition;
  if (options.part !== undefined && !parts.includes(options.part)) {
    throw invalid(
      `${definition.label} has no part ${JSON.stringify(options.part)}; there are ${parts.join(', ')}`,
    );
  }
}

const ITEM_OPTIONS = [
  ...['encoding', 'quote', 'itemAttributes'],
  ...['itemIdColumn', 'itemTitleColumn', 'itemTable', 'itemQuery'],
] as const;

function itemFileOf(items: FormatOptions['items'], options: FormatOptions): ItemFile | undefined {
  if (items === undefined) return undefined;
  const file = typeof items === 'string' ? { path: items } : items;
  const { encoding, quote, itemAttributes: attributes } = options;
  const { itemIdColumn: id, itemTitleColumn: title, itemTable: table, itemQuery: query } = options;
  return { ...defined({ encoding, quote, attributes, id, title, table, query }), ...defined(file) };
}

function defined<Values extends object>(values: Values): Values {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Values;
}

/** The names of an option's settings: several of `columns`. */
function namesOf(option: string): readonly string[] {
  return Object.keys(sourceOptions).filter((name) => name.split('.')[0] === option);
}

function listed(options: readonly string[]): Advice {
  return options.flatMap((name, i) => [...(i === 0 ? [] : [', ']), [setting(name)]]);
}

function invalid(message: string | Advice): SeqrecDataError {
  return new SeqrecDataError('invalid-option', message);
}
