import { readFileSync, writeFileSync } from 'node:fs';
import { readmeFile } from './places.js';
import { readResults } from './result.js';
import { resultsTable } from './results-table.js';
import { readRow, rowNames } from './row.js';

const markers = /(?<=<!-- table -->\n\n).*?(?=\n\n<!-- \/table -->)/s;

/** The table of all rows, made from the committed results. */
export function currentTable(): string {
  return resultsTable(rowNames().map(readRow), readResults());
}

/** The table in the README. */
export function readmeTable(): string | undefined {
  return markers.exec(readFileSync(readmeFile, 'utf8'))?.[0];
}

export function updateReadme(): void {
  const text = readFileSync(readmeFile, 'utf8');
  writeFileSync(
    readmeFile,
    text.replace(markers, () => currentTable()),
  );
}
