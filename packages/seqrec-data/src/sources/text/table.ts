import { type ItemFile, itemFileSettings, readItemFile } from '../layouts/item-file.js';
import type { Source } from '../source.js';
import type { ColumnTypes } from './column-reader.js';
import { columnReader } from './column-reader.js';
import { type ColumnNames, resolveColumns } from './columns.js';
import type { TextEncoding } from './line-blocks.js';
import { readRows } from './read-rows.js';

export interface TableOptions extends ColumnTypes {
  readonly format: 'csv' | 'tsv';
  readonly columns: Partial<ColumnNames>;
  readonly delimiter: string;
  /** Without a header the columns are named `1`, `2`, ... */
  readonly header: boolean;
  readonly encoding: TextEncoding;
  readonly items?: ItemFile | undefined;
}

/** Delimited text with a column for each part of an interaction, quoted as in RFC 4180. */
export function openTable(files: readonly string[], options: TableOptions): Source {
  const { format, columns, ids, timestamps, delimiter, header, encoding, items } = options;
  return {
    format,
    files: items === undefined ? files : [...files, items.path],
    settings: {
      columns,
      ids,
      timestamps,
      delimiter,
      header,
      encoding,
      ...(items && { items: itemFileSettings(items) }),
    },
    ...(timestamps === 'date' && { timestampUnit: 'milliseconds' }),
    interactions: (readOptions) =>
      readRows(
        files,
        { delimiter, quotes: true, header, encoding },
        (first, file) => {
          const names = header ? first : first.map((_, i) => String(i + 1));
          return columnReader(names, resolveColumns(names, columns, file), options);
        },
        readOptions,
      ),
    ...(items !== undefined && {
      items: (readOptions) => readItemFile(items, ids, readOptions),
    }),
  };
}
