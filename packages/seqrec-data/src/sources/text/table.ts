import { type Advice, setting } from '../../advice.js';
import type { Interaction } from '../interaction.js';
import { areItemsLive, itemFileSettings, withItemFile } from '../layouts/item-file.js';
import { readItemFile } from '../layouts/read-item-file.js';
import type { Source } from '../source.js';
import type { ReaderOptions, SourceReader } from '../source-definition.js';
import { columnReader } from './column-reader.js';
import { type ColumnNames, resolveColumns } from './columns.js';
import { notUtf8 } from './encoding.js';
import { TimestampReader } from './field.js';
import { type RowReader, readRows } from './read-rows.js';
import { QUOTES_AS_TEXT } from './row-blocks.js';

const NO_HEADER: Advice = [', or, if the first line is data, say ', [setting('header', false)]];

/**
 * Delimited text with a column for each part of an interaction, quoted as in RFC 4180. Without a header the columns are
 * named `1`, `2`, ...
 */
export function table(format: 'csv' | 'tsv'): SourceReader {
  const hasTabs = format === 'tsv';
  return {
    detection: {
      byLayout: (layout) => layout.kind === 'table' && (layout.delimiter === '\t') === hasTabs,
      ...(hasTabs && { delimiter: '\t' }),
    },
    open: (files, options) => openTable(files, format, options),
  };
}

function openTable(
  files: readonly string[],
  format: 'csv' | 'tsv',
  options: ReaderOptions,
): Source {
  const { columns: named, ids = 'string', timestamps, items } = options;
  const { delimiter = ',', header = true, encoding = 'utf-8', quote = 'double' } = options;
  let found: ColumnNames | undefined;
  let foundEncoding = notUtf8(encoding);
  const layout = {
    delimiter,
    quotes: quote === 'double',
    header,
    encoding,
    quoteAdvice: QUOTES_AS_TEXT,
    onUtf16: (name: string) => {
      foundEncoding = name;
    },
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
    found ??= columns;
    return columnReader(names, columns, { ids, times });
  };
  return {
    format,
    files: withItemFile(files, items),
    ...(areItemsLive(items) && { live: true }),
    settings: {
      ...{ columns: named, ids, timestamps, delimiter, header, encoding, quote },
      ...(items && { items: itemFileSettings(items) }),
    },
    get layout() {
      return found && { delimiter, header, encoding: foundEncoding, columns: found };
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
