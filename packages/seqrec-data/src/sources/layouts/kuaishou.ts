import type { TextEncoding } from '../text/encoding.js';
import { FieldError, quote } from '../text/field.js';
import type { TableFormat } from '../text/read-rows.js';

/** The layout of every file of both data sets. */
export function kuaishouCsv(encoding: TextEncoding | undefined): TableFormat {
  return { delimiter: ',', quotes: true, header: true, encoding };
}

/**
 * The default rule for likes in KuaiRec and KuaiRand: a video that was watched for more than 0.7 of its length. For
 * certain likes, KuaiRec's authors suggest `watch_ratio > 2.0`, which means watched twice.
 */
export const likedWatchRatio = { threshold: 0.7, exclusive: true } as const;

/** A text on one line; undefined for an empty text and for `UNKNOWN`. */
export function knownText(text = ''): string | undefined {
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' || line === 'UNKNOWN' ? undefined : line;
}

/** The elements of a list in the notation of Python or Hive: `[27, 9]`, `[]`. */
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
