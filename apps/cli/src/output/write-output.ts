import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type FileContent, FileError, writeError, writeFileAtomically } from '@org/files';
import { CliError } from '../program/cli-error.js';
import { shownPath } from '../program/start-directory.js';

/** The flag that chooses another place for the output of a command. */
export type PlaceFlag = '--cache' | '--output' | '--to';

/**
 * Writes a file whole or not at all. If it fails, an earlier file of that name stays.
 *
 * @throws CliError `failure` if the file system refuses, with the path as the user would type it. Errors of `content`
 * pass through unchanged.
 */
export async function writeOutput(
  file: string,
  content: FileContent,
  flag: PlaceFlag = '--output',
): Promise<void> {
  await writingTo(flag, () => writeFileAtomically(file, content));
}

/** Runs work that writes; if the file system refuses, the error names the file and the flag for another place. */
export async function writingTo<Result>(
  flag: PlaceFlag,
  write: () => Promise<Result>,
): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    throw error instanceof FileError && error.code === 'write-failed'
      ? refusal(error, `choose another place with ${flag}`)
      : error;
  }
}

/** The sentence of a file that cannot be written. */
export function refusal(error: FileError, advice: string): CliError {
  const { path, reason } = error;
  return new CliError('failure', `${shownPath(path)} cannot be written: ${reason}; ${advice}`, {
    cause: error,
  });
}

/** Refuses a directory without write permission, before the work. */
export function requireWritable(directory: string, flag: PlaceFlag = '--output'): void {
  let existing = directory;
  while (!existsSync(existing)) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK);
  } catch (cause) {
    throw refusal(writeError(directory, cause), `choose another place with ${flag}`);
  }
}
