import { type BadRow, type DatasetManifest, describeUnread } from '@org/seqrec-data';
import { plural } from '../output/format.js';

/**
 * A sentence for each part of the data that could not be read; none if everything was read. `first` is the first bad
 * row, if the data were read now.
 */
export function leftOut(
  { preparation, source }: DatasetManifest,
  first?: BadRow,
): readonly string[] {
  const { badRows, unread = [] } = preparation;
  const example =
    first === undefined
      ? ''
      : `; the first is ${first.unit ?? 'line'} ${first.line} of ${first.file}: ${first.reason}`;
  const rows = `${plural(badRows, rowNoun(source))} could not be read and ${badRows === 1 ? 'was' : 'were'} left out${example}`;
  return [
    ...(badRows === 0 ? [] : [rows]),
    ...unread.map(
      (file) => `not read: ${describeUnread(file)}; the number of ${file.unit}s lost is unknown`,
    ),
  ];
}

/** The name of one entry of a source of this format. */
export function rowNoun({ format }: Pick<DatasetManifest['source'], 'format'>): string {
  return format === 'sessions' ? 'record' : 'row';
}
