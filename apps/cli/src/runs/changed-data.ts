import { shortHash } from '../data/short-hash.js';
import { CliError } from '../program/cli-error.js';

export interface ChangedData {
  /** The result of the data, e.g. a run's path. */
  readonly of: string;
  /** The past event, e.g. `it was trained`. */
  readonly since: string;
  /** Content hashes, as recorded and as found. */
  readonly recorded: string;
  readonly found: string;
  /** What the user can do. */
  readonly advice: string;
}

/** The error about changed data. */
export function changedData({ of, since, recorded, found, advice }: ChangedData): CliError {
  return new CliError(
    'failure',
    `the data of ${of} has changed since ${since}: its hash was ${shortHash(recorded)} and is ${shortHash(found)}; ${advice}`,
  );
}
