import { type ReadOptions, reportBadRow } from '../source.js';
import { FieldError } from './field.js';
import { type RowBlock, type RowFormat, readRowBlocks } from './row-blocks.js';

/** Makes a record of a row's fields; throws a {@link FieldError} when it cannot. */
export type RowReader<Row> = (fields: readonly string[]) => Row;

/** The number of rows that show the content of the columns. */
const SAMPLE_ROWS = 20;

export interface TableFormat extends RowFormat {
  /** Whether the first row holds the names of the columns. */
  readonly header: boolean;
}

/**
 * The rows of delimited text files, one file after the other. For each file, `openTable` gets the first row and a sample of
 * rows that starts with it, and returns the reader of its rows.
 */
export async function* readRows<Row>(
  files: readonly string[],
  format: TableFormat,
  openTable: (
    firstRow: readonly string[],
    file: string,
    rows: readonly (readonly string[])[],
  ) => RowReader<Row>,
  options: ReadOptions = {},
): AsyncGenerator<readonly Row[]> {
  for (const file of files) {
    let reader: RowReader<Row> | undefined;
    for await (const block of readRowBlocks(file, format, options)) {
      let start = 0;
      if (reader === undefined) {
        reader = openTable(block.rows[0] ?? [], file, block.rows.slice(0, SAMPLE_ROWS));
        if (format.header) start = 1;
      }
      yield readBlock(block, start, reader, file, options);
    }
  }
}

function readBlock<Row>(
  { rows, lines }: RowBlock,
  start: number,
  reader: RowReader<Row>,
  file: string,
  options: ReadOptions,
): Row[] {
  const records: Row[] = [];
  for (let i = start; i < rows.length; i += 1) {
    try {
      records.push(reader(rows[i] ?? []));
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      reportBadRow(
        { file, line: lines[i] ?? 0, reason: error.message, advice: error.advice },
        options,
      );
    }
  }
  return records;
}
