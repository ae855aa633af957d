import { CsvError, parse } from 'csv-parse/sync';
import { type Advice, setting } from '../../advice.js';
import { type ReadOptions, reportBadRow } from '../source.js';
import { BLANKS, splitPlain } from './delimiter.js';
import type { TextEncoding } from './encoding.js';
import { type LineBlock, type LineOptions, readLineBlocks } from './line-blocks.js';

/** Whether fields may be in double quotes, as in RFC 4180. */
export type Quote = 'double' | 'none';

export interface RowBlock {
  /** The fields of each row. */
  readonly rows: readonly (readonly string[])[];
  /** The line on which each row starts, counted from 1. */
  readonly lines: readonly number[];
}

/** Advice for files whose quotes the user can choose. */
export const QUOTES_AS_TEXT: Advice = [
  'if quotes are part of the text, read it with ',
  [setting('quote', 'none')],
];

export interface RowFormat {
  /** A blank means any run of blanks and tabs. */
  readonly delimiter: string;
  /** Whether fields may be quoted as in RFC 4180, with delimiters, doubled quotes and line ends inside. */
  readonly quotes: boolean;
  readonly encoding?: TextEncoding | undefined;
  readonly onUtf16?: LineOptions['onUtf16'];
  /** Advice for a quote where none is allowed. */
  readonly quoteAdvice?: Advice;
}

/** A longer record has an unclosed quote. Without a limit it would include the rest of the file. */
const MAX_RECORD_CHARACTERS = 1024 * 1024;

/**
 * The rows of a delimited text file, in blocks; empty lines are left out.
 *
 * Rows without a quote are split here, the others by csv-parse, which is stricter and several times slower. A quoted
 * field that is not closed, or a quote where none is allowed, makes its first line a bad row; reading continues with the
 * next line. A line end inside a field is read as `\n`.
 */
export async function* readRowBlocks(
  file: string,
  format: RowFormat,
  options: ReadOptions = {},
): AsyncGenerator<RowBlock> {
  const { encoding, onUtf16 } = format;
  const report: Report = (line, reason) =>
    reportBadRow({ file, line, reason, advice: format.quoteAdvice }, options);
  let open: LineBlock = { lines: [], firstLine: 1 };
  for await (const block of readLineBlocks(file, { ...options, encoding, onUtf16 })) {
    const lines = open.lines.length === 0 ? block.lines : [...open.lines, ...block.lines];
    const split = splitRows({ lines, firstLine: open.firstLine }, format, report, false);
    if (split.rows.length > 0) yield split;
    open = { lines: lines.slice(split.used), firstLine: open.firstLine + split.used };
  }
  if (open.lines.length > 0) yield splitRows(open, format, report, true);
}

type Report = (line: number, reason: string) => void;

/**
 * Splits the whole records of a block; `used` is their number of lines. The rest is a record that continues in the next
 * block, unless this is the last block.
 */
function splitRows(
  block: LineBlock,
  format: RowFormat,
  report: Report,
  last: boolean,
): RowBlock & { readonly used: number } {
  const { lines, firstLine } = block;
  const rows: (readonly string[])[] = [];
  const rowLines: number[] = [];
  // Quoted records are parsed together, because each call has some 25 µs of overhead: [row, text] of each.
  let quoted: [number, string][] = [];
  // Set if that call fails; the block is then split again, record by record, to find the bad ones.
  let oneByOne = false;
  let faults: [line: number, reason: string][] = [];
  let at = 0;
  for (;;) {
    while (at < lines.length) {
      const line = lines[at] ?? '';
      if (!format.quotes || !line.includes('"')) {
        if (line !== '') {
          rows.push(splitPlain(line, format.delimiter));
          rowLines.push(firstLine + at);
        }
        at += 1;
        continue;
      }
      const end = recordEnd(lines, at);
      if (end === undefined && !last && lengthFrom(lines, at) <= MAX_RECORD_CHARACTERS) break;
      const text = lines.slice(at, end ?? at + 1).join('\n');
      const [record] = oneByOne ? parseRecords([text], format.delimiter) : [];
      if (end === undefined) {
        faults.push([firstLine + at, 'a quoted field is not closed']);
        at += 1;
      } else if (oneByOne && record === undefined) {
        faults.push([firstLine + at, 'a quote where none is allowed']);
        at += 1;
      } else {
        quoted.push([rows.length, text]);
        rows.push(record ?? []);
        rowLines.push(firstLine + at);
        at = end;
      }
    }
    if (oneByOne || quoted.length === 0) break;
    const records = parseRecords(
      quoted.map(([, text]) => text),
      format.delimiter,
    );
    if (records.length === quoted.length) {
      quoted.forEach(([row], i) => {
        rows[row] = records[i] ?? [];
      });
      break;
    }
    rows.length = 0;
    rowLines.length = 0;
    quoted = [];
    faults = [];
    oneByOne = true;
    at = 0;
  }
  for (const [line, reason] of faults) report(line, reason);
  return { rows, lines: rowLines, used: at };
}

/** The records of texts with one record each; empty if csv-parse refuses any of them. */
function parseRecords(texts: readonly string[], delimiter: string): string[][] {
  try {
    const records = parse(texts.join('\n'), {
      delimiter: delimiter === BLANKS ? [' ', '\t'] : delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
    });
    if (records.length !== texts.length) return [];
    return delimiter === BLANKS ? records.map((fields) => fields.filter(Boolean)) : records;
  } catch (error) {
    if (error instanceof CsvError) return [];
    throw error;
  }
}

/** The line after the record that starts at line `start`, which has an even number of quotes. */
function recordEnd(lines: readonly string[], start: number): number | undefined {
  let odd = false;
  let length = 0;
  for (let at = start; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    for (let i = line.indexOf('"'); i >= 0; i = line.indexOf('"', i + 1)) odd = !odd;
    if (!odd) return at + 1;
    length += line.length;
    if (length > MAX_RECORD_CHARACTERS) return undefined;
  }
  return undefined;
}

function lengthFrom(lines: readonly string[], start: number): number {
  let length = 0;
  for (let at = start; at < lines.length; at += 1) length += lines[at]?.length ?? 0;
  return length;
}
