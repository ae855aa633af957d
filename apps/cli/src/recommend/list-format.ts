import { extname } from 'node:path';
import type { ExternalId, Recommendation } from '@org/seqrec-data';
import { CliError } from '../program/cli-error.js';

/** The format of a file of recommendations for many users. */
export interface ListFormat {
  readonly header: string;
  /** The lines of one user. `fallback` names the scorer that replaced the model. */
  lines(
    user: ExternalId,
    recommendations: readonly Recommendation[],
    fallback?: 'popularity',
  ): string;
}

/** A JSON document for each user. */
const jsonl: ListFormat = {
  header: '',
  lines: (user, recommendations, fallback) => {
    const list = recommendations.map(({ item, title, score }) => ({ id: item, title, score }));
    return `${JSON.stringify({ user, recommendations: list, fallback: fallback ?? null })}\n`;
  },
};

/** A row for each recommendation. */
const csv: ListFormat = {
  header: 'user,rank,item,score,title,fallback\n',
  lines: (user, recommendations, fallback) =>
    recommendations
      .map(({ item, score, title }, place) => [
        user,
        place + 1,
        item,
        score,
        title ?? '',
        fallback ?? '',
      ])
      .map((fields) => `${fields.map(csvField).join(',')}\n`)
      .join(''),
};

/** The format of the file's extension. */
export function listFormat(path: string): ListFormat {
  const extension = extname(path).toLowerCase();
  if (extension === '.jsonl') return jsonl;
  if (extension === '.csv') return csv;
  throw new CliError(
    'usage',
    `${path}: recommendations are written as .jsonl or .csv, got ${extension === '' ? 'no extension' : extension}`,
  );
}

/** Quoted if RFC 4180 requires it. */
function csvField(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
