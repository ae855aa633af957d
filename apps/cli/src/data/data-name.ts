import { basename } from 'node:path';
import type { DataSettings } from '../config/configuration.js';
import { placeFromStart, withoutPassword } from '../program/start-directory.js';

/** The name of the shipped sample in the names of runs. */
const sampleName = 'movielens-small';

/** A name for runs on some data: that of its file or directory up to the first dot. */
export function dataName(files: readonly string[] | undefined): string {
  const [first] = files ?? [];
  if (first === undefined) return sampleName;
  const name = basename(first)
    .split('.')[0]
    ?.replace(/[^A-Za-z0-9_-]+/g, '-');
  return name === undefined || name === '' ? 'data' : name;
}

/** The name of the data for people: its file, directory or database. */
export function dataLabel({ files, table }: Pick<DataSettings, 'files' | 'table'>): string {
  const [first, ...others] = files ?? [];
  if (first === undefined) return `the shipped sample ${sampleName}`;
  const place = first.includes('://') ? withoutPassword(first) : basename(placeFromStart(first));
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `${place}${more}${table === undefined ? '' : ` ${table}`}`;
}
