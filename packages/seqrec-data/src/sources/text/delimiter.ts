import { hasUsualNames } from './columns.js';

/** As a delimiter, a blank means any run of blanks and tabs. */
export const BLANKS = ' ';

const DELIMITERS = ['\t', ';', '|', '::', ',', BLANKS];

/** The fields of a line without quotes. */
export function splitPlain(line: string, delimiter: string): string[] {
  return delimiter === BLANKS ? line.trim().split(/[ \t]+/) : line.split(delimiter);
}

/** The fields of a whole record, which may have quotes as in RFC 4180. */
export function splitLine(line: string, delimiter: string): string[] {
  if (delimiter === BLANKS || !line.includes('"')) return splitPlain(line, delimiter);
  const fields: string[] = [];
  for (let start = 0; start <= line.length; ) {
    const [quoted, text] = /^"((?:[^"]|"")*)"/.exec(line.slice(start)) ?? [];
    const end = start + (quoted?.length ?? 0);
    const isField = end === line.length || line.startsWith(delimiter, end);
    if (quoted !== undefined && text !== undefined && isField) {
      fields.push(text.replaceAll('""', '"'));
      start = end + delimiter.length;
    } else {
      const next = line.indexOf(delimiter, start);
      const stop = next < 0 ? line.length : next;
      fields.push(line.slice(start, stop));
      start = stop + delimiter.length;
    }
  }
  return fields;
}

/** Joins lines into records with an even number of quotes each. */
export function joinQuoted(lines: readonly string[]): string[] {
  const records: string[] = [];
  let open = '';
  for (const line of lines) {
    open += open === '' ? line : `\n${line}`;
    if ((open.split('"').length - 1) % 2 === 0) {
      records.push(open);
      open = '';
    }
  }
  return open === '' ? records : [...records, ...open.split('\n')];
}

/**
 * The delimiter of these records, or several candidates. A delimiter that finds a header in the first record (by
 * default the usual names of a user and an item) is the only one. Otherwise candidates cut nearly every record into the
 * same number of fields, two or more; those with most fields are chosen, so that a decimal comma beside semicolons is
 * not a delimiter. Blanks count as text if another delimiter gives as many fields.
 */
export function likelyDelimiters(
  records: readonly string[],
  isHeader: (names: readonly string[]) => boolean = hasUsualNames,
): readonly string[] {
  const [first = ''] = records;
  const named = DELIMITERS.find((delimiter) => isHeader(splitLine(first, delimiter)));
  if (named !== undefined) return [named];
  const regular = DELIMITERS.map((delimiter) => {
    const counts = records.map((record) => splitLine(record, delimiter).length);
    return { delimiter, columns: commonCount(counts) };
  }).filter(({ columns }) => columns >= 2);
  const most = Math.max(...regular.map(({ columns }) => columns));
  const likely = regular.filter(({ columns }) => columns === most);
  const visible = likely.filter(({ delimiter }) => delimiter !== BLANKS);
  return (visible.length > 0 ? visible : likely).map(({ delimiter }) => delimiter);
}

/** The number of fields that nearly all records have, the first included; 0 if there is none. */
function commonCount(counts: readonly number[]): number {
  const [first = 0] = counts;
  const same = counts.reduce((sum, count) => sum + (count === first ? 1 : 0), 0);
  return same >= 0.9 * counts.length ? first : 0;
}
