import type { TextEncoding } from '../text/encoding.js';
import { FieldError, quote } from '../text/field.js';
import type { TableFormat } from '../text/read-rows.js';

/** The layout of every file of both data sets. */
export function kuaishouCsv(encoding: TextEncoding | undefined): TableFormat {
  return { delimiter: ',', quotes: true, header: true, encoding };
}

/**
 * What is a like in KuaiRec and KuaiRand unless filters say otherwise: a video watched for more than seven tenths of its
 * length. KuaiRec's authors suggest `watch_ratio > 2.0`, watched twice, where likes must be certain.
 */
export const likedWatchRatio = { threshold: 0.7, exclusive: true } as const;

/** A text on one line, as lists show titles; undefined for an empty one and for `UNKNOWN`. */
export function knownText(text = ''): string | undefined {
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' || line === 'UNKNOWN' ? undefined : line;
}

/** The elements of a list as Python or Hive prints it: `[27, 9]`, `[]`. */
export function bracketedList(text: string, column: string): string[] {
  const list = text.trim();
  if (!list.startsWith('[') || !list.endsWith(']')) {
    throw new FieldError(`${column} is not a list in brackets: ${quote(text)}`);
  }
  return list
    .slice(1, -1)
    .split(',')
    .flatMap((element) => knownText(element) ?? []);
}
