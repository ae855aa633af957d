import { reportBadRow } from '../source.js';
import { FieldError } from './field.js';
import { type LineOptions, readLineBlocks } from './line-blocks.js';

/**
 * The records of text files, one file after the other. `readLine` returns the records of a line, or throws a
 * {@link FieldError}. Empty lines are left out.
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
