import type { BadRow, ReadOptions } from '../sources/source.js';

/** Everything that a reader of blocks yields. */
export async function collect<T>(
  blocks: Iterable<readonly T[]> | AsyncIterable<readonly T[]>,
): Promise<T[]> {
  const all: T[] = [];
  for await (const block of blocks) all.push(...block);
  return all;
}

/** Options that collect bad rows as `line: reason`, and the collected rows. */
export function gatherBadRows(): { readonly options: ReadOptions; readonly bad: string[] } {
  const bad: string[] = [];
  return {
    bad,
    options: { onBadRow: ({ line, reason }: BadRow) => bad.push(`${line}: ${reason}`) },
  };
}
