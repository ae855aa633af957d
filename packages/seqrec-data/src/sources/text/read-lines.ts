import { reportBadRow } from '../source.js';
import { FieldError } from './field.js';
import { type LineOptions, readLineBlocks } from './line-blocks.js';

/**
 * The records of text files that hold some on each line, one file after the other; empty lines are left out. `readLine`
 * throws a {@link FieldError} for a line it cannot read.
 */
export async function* readLines<Row>(
  files: readonly string[],
  readLine: (line: string) => readonly Row[],
  options: LineOptions = {},
): AsyncGenerator<readonly Row[]> {
  for (const file of files) {
    for await (const { lines, firstLine } of readLineBlocks(file, options)) {
      const records: Row[] = [];
      lines.forEach((line, i) => {
        if (line.trim() === '') return;
        try {
          for (const record of readLine(line)) records.push(record);
        } catch (error) {
          if (!(error instanceof FieldError)) throw error;
          reportBadRow(
            { file, line: firstLine + i, reason: error.message, advice: error.advice },
            options,
          );
        }
      });
      yield records;
    }
  }
}
