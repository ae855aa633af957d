import type { TextEncoding } from '../text/encoding.js';
import { FieldError, quote } from '../text/field.js';
import type { TableFormat } from '../text/read-rows.js';

/** What all files of both data sets are. */
export function kuaishouCsv(encoding: TextEncoding | undefined): TableFormat {
  return { delimiter: ',', quotes: true, header: true, encoding };
}

/**
 * What KuaiRec and KuaiRand take for a like unless they are told otherwise: seven tenths of a video, or more than all of
 * it. KuaiRec's authors suggest `watch_ratio > 2.0`, watched twice, where likes have to be certain.
 */
export const likedWatchRatio = { threshold: 0.7, exclusive: true } as const;

/** A text on one line, as titles stand in lists; undefined where there is none, which these data spell `UNKNOWN`. */
export function knownText(text = ''): string | undefined {
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' || line === 'UNKNOWN' ? undefined : line;
}

/** The elements of a list as Python or Hive prints it: `[27, 9]`, `[]`. */
export function bracketedList(text: string, column: string): string[] {
  const list = text.trim();
  if (!list.startsWith('[') || !list.endsWith(']')) {
    throw new FieldError(`${column} is no list in brackets: ${quote(text)}`);
  }
  return list
    .slice(1, -1)
    .split(',')
    .flatMap((element) => knownText(element) ?? []);
}
