import { type FileContent, FileError, writeFileAtomically } from '@org/files';
import { CliError } from '../program/cli-error.js';
import { shownPath } from '../program/start-directory.js';

/**
 * Writes a file whole or not at all. Whatever happens on the way, what stood there before stays.
 *
 * @throws CliError `failure` where the file system refuses, with the path as the user would type it; what `content`
 * throws, as it is.
 */
export async function writeOutput(file: string, content: FileContent): Promise<void> {
  try {
    await writeFileAtomically(file, content);
  } catch (cause) {
    if (!(cause instanceof FileError)) throw cause;
    throw new CliError('failure', `${shownPath(file)} cannot be written: ${cause.reason}`, {
      cause,
    });
  }
}
