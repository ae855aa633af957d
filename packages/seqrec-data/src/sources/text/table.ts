import { type Advice, setting } from '../../advice.js';
import type { Interaction } from '../interaction.js';
import { type ItemFile, itemFileSettings, readItemFile } from '../layouts/item-file.js';
import type { Source } from '../source.js';
import { columnReader } from './column-reader.js';
import { type ColumnNames, resolveColumns } from './columns.js';
import type { TextEncoding } from './encoding.js';
import { type IdType, TimestampReader, type TimestampType } from './field.js';
import { type RowReader, readRows } from './read-rows.js';

export interface TableOptions {
  readonly format: 'csv' | 'tsv';
  readonly columns: Partial<ColumnNames>;
  readonly ids: IdType;
  /** Default: what the first time is. */
  readonly timestamps: TimestampType | undefined;
  readonly delimiter: string;
  /** Without a header the columns are named `1`, `2`, ... */
  readonly header: boolean;
  readonly encoding: TextEncoding;
  /** `'none'`: quotes are part of the text. */
  readonly quote: Quote;
  readonly items?: ItemFile | undefined;
}

/** Whether fields may be in double quotes, as in RFC 4180. */
export type Quote = 'double' | 'none';

const NO_QUOTES: Advice = [
  'if quotes are part of the text, read it with ',
  [setting('quote', 'none')],
];

const NO_HEADER: Advice = [', or, if the first line is data, say ', [setting('header', false)]];

/** Delimited text with a column for each part of an interaction, quoted as in RFC 4180. */
export function openTable(files: readonly string[], options: TableOptions): Source {
  const { format, columns: named, ids, timestamps, items } = options;
  const { delimiter, header, encoding, quote } = options;
  const layout = {
    delimiter,
    quotes: quote === 'double',
    header,
    encoding,
    quoteAdvice: NO_QUOTES,
  };
  let times = new TimestampReader(timestamps);
  const openFile = (
    first: readonly string[],
    file: string,
    rows: readonly (readonly string[])[],
  ): RowReader<Interaction> => {
    const names = header ? first : first.map((_, i) => String(i + 1));
    const columns = resolveColumns(names, named, file, {
      timestamps,
      samples: (name) => rows.slice(header ? 1 : 0).map((row) => row[names.indexOf(name)] ?? ''),
      ...(header && { advice: NO_HEADER }),
    });
    return columnReader(names, columns, { ids, times });
  };
  return {
    format,
    files: items === undefined ? files : [...files, items.path],
    settings: {
      ...{ columns: named, ids, timestamps, delimiter, header, encoding, quote },
      ...(items && { items: itemFileSettings(items) }),
    },
    get timestampUnit() {
      return times.type === 'date' ? 'milliseconds' : undefined;
    },
    interactions: (readOptions) => {
      times = new TimestampReader(timestamps);
      return readRows(files, layout, openFile, readOptions);
    },
    ...(items !== undefined && {
      items: (readOptions) => readItemFile(items, ids, readOptions),
    }),
  };
}
