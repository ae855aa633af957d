import { z } from 'zod';
import type { FormatOptions } from './source-definition.js';
import { sources } from './source-table.js';
import type { ColumnNames } from './text/columns.js';

/** An option of formats; `columns.user` is `user` of `columns`. */
export type SourceOptionName =
  | Exclude<keyof FormatOptions, 'columns'>
  | `columns.${keyof ColumnNames}`;

/** One option that text can set: its schema and its help. Flags and configuration files derive from it. */
export interface SourceOption<Value> {
  readonly schema: z.ZodType<Value>;
  /** A phrase for a command line's help. */
  readonly help: string;
  /** The same for the flag that turns a switch off, which is on by default. */
  readonly off?: string;
  /** What the help calls a value. Default: `text`. */
  readonly value?: string;
  /** The name of the command-line flag, without dashes. Default: that of the option. */
  readonly flag?: string;
}

/** The value that text can give an option. */
export type SourceOptionValue<Name extends SourceOptionName> =
  Name extends Exclude<keyof FormatOptions, 'items'> ? NonNullable<FormatOptions[Name]> : string;

const text = z.string().min(1);

function column(flag: string, help: string): SourceOption<string> {
  return { schema: text, flag: `${flag}-column`, value: 'name', help: `column of ${help}` };
}

/** Every option of formats. The table of {@link sources} says which format reads which. */
export const sourceOptions: {
  readonly [Name in SourceOptionName]: SourceOption<SourceOptionValue<Name>>;
} = {
  part: {
    schema: z.enum(
      Object.values(sources).flatMap(({ parts = [] }) => parts) as [string, ...string[]],
    ),
    help: `which part of a directory is read: ${Object.values(sources)
      .flatMap(({ label, parts }) => (parts === undefined ? [] : [`of ${label} ${or(parts)}`]))
      .join(', ')}`,
    value: 'name',
  },
  query: {
    schema: text,
    value: 'sql',
    help: `what to read, a SELECT; files are called data in it ${readBy('query')}`,
  },
  table: {
    schema: text,
    value: 'name',
    help: `table to read ${readBy('table')}`,
  },
  'columns.user': column('user', 'the user; of JSON Lines a key, of TFRecords a feature'),
  'columns.item': column('item', 'the item'),
  'columns.timestamp': column('timestamp', 'the time'),
  'columns.value': column('rating', 'the rating or another value'),
  'columns.session': column('session', 'the session'),
  'columns.disliked': column('disliked', 'a flag: 1 or true where the user did not want the item'),
  ids: {
    schema: z.enum(['string', 'integer']),
    help: 'how ids are read from text; where the data has types, string reads integers as texts, integer texts as integers',
  },
  timestamps: {
    schema: z.enum(['number', 'date']),
    help: 'how times are read from text; a date is ISO 8601 (default: as the first one looks)',
  },
  delimiter: {
    // A shell passes on a backslash and a t.
    schema: text.transform((typed) => typed.replaceAll('\\t', '\t')),
    help: `what separates columns (default: as the first lines look) ${readBy('delimiter')}`,
  },
  header: {
    schema: z.boolean(),
    help: `the first line names the columns ${readBy('header')}`,
    off: `the first line is data; columns are named by their place, from 1 ${readBy('header')}`,
  },
  encoding: {
    schema: text,
    value: 'name',
    help: 'encoding of text files and of the titles, e.g. latin1, windows-1252, gbk, shift_jis (default: UTF-8, or UTF-16 by its byte-order mark)',
  },
  quote: {
    schema: z.enum(['double', 'none']),
    help: 'quotes of CSV and TSV, data and titles; none: they are part of the text',
  },
  items: {
    schema: text,
    value: 'file',
    help: 'titles and attributes of items: CSV, TSV, JSON Lines, Parquet, a database of DuckDB or SQLite, the URL of a Postgres server, or titles in JSON by id (default: those beside the data)',
  },
  itemAttributes: {
    schema: z.array(text).min(1),
    value: 'name,name',
    help: 'columns of the file of items that become attributes: descriptions, categories, numbers',
  },
  itemIdColumn: {
    schema: text,
    value: 'name',
    help: 'column of the ids in the file of items (default: by its name)',
  },
  itemTitleColumn: {
    schema: text,
    value: 'name',
    help: 'column of the titles in the file of items (default: by its name)',
  },
  itemTable: {
    schema: text,
    value: 'name',
    help: 'table of the items, where they are in a database',
  },
  itemQuery: {
    schema: text,
    value: 'sql',
    help: 'a SELECT of the items in place of a table; a Parquet file is called data in it',
  },
};

/** The labels of the formats that read an option, in brackets. */
function readBy(name: keyof FormatOptions): string {
  const labels = Object.values(sources).flatMap(({ label, options }) =>
    options.includes(name) ? [label] : [],
  );
  return `(${[...new Set(labels)].join(', ')})`;
}

function or(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
