import type { SourceLayout } from '@org/seqrec-data';

/** How data was read, in a line that shows a wrong guess: `";" between columns, header; user = visitor, item = sku`. */
export function layoutLine({ delimiter, header, encoding, isList, columns }: SourceLayout): string {
  const text = [
    ...(isList === true ? ['lists of items'] : []),
    ...(delimiter === undefined ? [] : [`${delimiterName(delimiter)} between columns`]),
    ...(header === undefined ? [] : [header ? 'header' : 'no header']),
    ...(encoding === undefined ? [] : [encoding]),
  ].join(', ');
  const roles = Object.entries(labels).flatMap(([role, label]) => {
    const name = columns[role as keyof typeof labels];
    return name === undefined ? [] : [`${label} = ${name}`];
  });
  if (columns.timestamp === undefined) roles.push('no times');
  return [...(text === '' ? [] : [text]), roles.join(', ')].join('; ');
}

const labels = {
  user: 'user',
  item: 'item',
  timestamp: 'time',
  value: 'rating',
  session: 'session',
  disliked: 'disliked',
} as const;

function delimiterName(delimiter: string): string {
  if (delimiter === '\t') return 'tabs';
  return delimiter === ' ' ? 'blanks' : JSON.stringify(delimiter);
}
