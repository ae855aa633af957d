import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startDirectory } from './places.js';
import { Problem } from './problem.js';
import type { Row } from './row.js';

export type DataName = Row['data'];

export interface DataSet {
  readonly title: string;
  /** The value for `seqrec --format`. */
  readonly format: 'sasrec' | 's3rec' | 'csv';
  /** The path of the file in the folder ORG_DATA. */
  readonly file: string;
  /** The counts that identify the data of the published numbers. */
  readonly counts: {
    readonly users: number;
    readonly items: number;
    readonly interactions: number;
  };
}

export const dataSets: Readonly<Record<DataName, DataSet>> = {
  'ml-1m': {
    title: 'ML-1M',
    format: 'sasrec',
    file: 'ml-1m/ml-1m.txt.gz',
    counts: { users: 6040, items: 3416, interactions: 999_611 },
  },
  // The same events in the same order, with the times of the ratings; see `timedMl1m`.
  'ml-1m-times': {
    title: 'ML-1M, with times',
    format: 'csv',
    file: 'ml-1m/ml-1m.txt.gz',
    counts: { users: 6040, items: 3416, interactions: 999_611 },
  },
  beauty: {
    title: 'Beauty',
    format: 's3rec',
    file: 's3rec-beauty/Beauty.txt.gz',
    counts: { users: 22_363, items: 12_101, interactions: 198_502 },
  },
};

/** The file of a data set: `given`, or else the file in the folder ORG_DATA. */
export function dataFile(name: DataName, given: string | undefined): string {
  if (given !== undefined) {
    const file = resolve(startDirectory, given);
    if (existsSync(file)) return file;
    throw new Problem(`--${flagOf(name)}: there is no file ${file}`);
  }
  const folder = process.env.ORG_DATA;
  const { title, file } = dataSets[name];
  if (folder === undefined) {
    throw new Problem(
      `this row needs ${title}: give --${flagOf(name)} <path>, or set ORG_DATA to a folder that holds ${file}`,
    );
  }
  const path = join(folder, file);
  if (existsSync(path)) return path;
  throw new Problem(`ORG_DATA holds no ${file}: give --${flagOf(name)} <path>`);
}

/** The flag that names the file of a data set. */
export function flagOf(name: DataName): 'ml-1m' | 'beauty' {
  return name === 'beauty' ? 'beauty' : 'ml-1m';
}
