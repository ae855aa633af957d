import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Parser, type ReadEntry } from 'tar';
import { RegistryError } from './error.js';

export interface UnpackOptions {
  /** Names the archive in errors. */
  readonly source: string;
  /** Bytes of all files at the most. */
  readonly maxBytes: number;
}

/** An artifact has about ten files. */
const MAX_ENTRIES = 1000;

/**
 * Writes the files of a .tar, compressed or not, into a directory. They lie at the top of the archive, or in one folder.
 * Anything else is refused: links, deeper folders, names that lead elsewhere.
 *
 * @throws RegistryError `bad-archive`, `too-large`; what `parts` throws, as it is.
 */
export async function unpack(
  parts: AsyncIterable<Uint8Array>,
  directory: string,
  { source, maxBytes }: UnpackOptions,
): Promise<void> {
  const bad = (reason: string, cause?: unknown) =>
    new RegistryError('bad-archive', `${source} is not an archive of a model: ${reason}`, {
      cause,
    });
  const written = new Map<string, Promise<void>>();
  let folder: string | undefined;
  let bytes = 0;
  let failure: Error | undefined;
  // What fails leaves files whose end never comes.
  const giveUp = new AbortController();
  const fail = (error: Error) => {
    failure ??= error;
  };
  const take = (entry: ReadEntry) => {
    const { type, size } = entry;
    const path = entry.path.replace(/^(\.\/)+/, '');
    if (failure !== undefined || type === 'Directory') return entry.resume();
    const [, parent = '', name = ''] = /^([\w][\w.@-]*\/)?(\w[\w.-]*)$/.exec(path) ?? [];
    bytes += size;
    if ((type !== 'File' && type !== 'OldFile') || name === '') {
      fail(bad(`it holds ${JSON.stringify(path.slice(0, 80))}, which is not a file of a model`));
    } else if (folder !== undefined && parent !== folder) {
      fail(bad('its files are in several folders'));
    } else if (written.has(name) || written.size === MAX_ENTRIES) {
      fail(bad(written.has(name) ? `it holds ${name} twice` : 'it holds too many files'));
    } else if (bytes > maxBytes) {
      fail(
        new RegistryError(
          'too-large',
          `the files of ${source} have more than ${maxBytes} bytes, which is more than a model may have`,
        ),
      );
    } else {
      folder = parent;
      const file = createWriteStream(join(directory, name), { flags: 'wx' });
      written.set(name, pipeline(entry, file, { signal: giveUp.signal }).catch(fail));
      return;
    }
    entry.resume();
  };
  const parser = new Parser({ strict: true, onReadEntry: take });
  const ended = new Promise<void>((resolve) => {
    parser.on('end', resolve);
    parser.on('error', (error: Error) => {
      fail(bad(error.message.replace(/^\w+: /, ''), error));
      resolve();
    });
  });
  let any = false;
  for await (const part of parts) {
    any = true;
    // The rest is read all the same: its hash may say more than what is wrong with it.
    if (failure !== undefined) continue;
    if (!parser.write(Buffer.from(part.buffer, part.byteOffset, part.byteLength))) {
      await Promise.race([once(parser, 'drain').catch(() => {}), ended]);
    }
  }
  if (failure === undefined) {
    parser.end();
    await ended;
  }
  if (failure !== undefined) giveUp.abort();
  await Promise.all(written.values());
  if (failure === undefined && (!any || written.size === 0)) fail(bad('it is empty'));
  if (failure !== undefined) throw failure;
}
