import type { FileHandle } from 'node:fs/promises';
import { writeError } from './error.js';

/** The content of a file, whole or in parts. */
export type FileContent =
  | string
  | Uint8Array
  | Iterable<string | Uint8Array>
  | AsyncIterable<string | Uint8Array>;

/**
 * Writes the content and forces it to the disk.
 *
 * @param path names the file in errors. Errors of the content pass through unchanged.
 */
export async function writeContent(
  handle: FileHandle,
  path: string,
  content: FileContent,
): Promise<void> {
  const attempt = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (cause) {
      throw writeError(path, cause);
    }
  };
  try {
    const whole = typeof content === 'string' || content instanceof Uint8Array;
    for await (const part of whole ? [content] : content) await attempt(handle.writeFile(part));
    await attempt(handle.sync());
  } finally {
    await attempt(handle.close());
  }
}
