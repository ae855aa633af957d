import { createReadStream } from 'node:fs';
import { appendFile, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { crc32 } from 'node:zlib';
import { writeError } from '@org/files';
import { hashFile } from '../sources/hash-file.js';

/** What a stage of a preparation wrote, so that a later run can tell whether it is still the same. Plain JSON. */
export interface StageFile {
  /** Within the directory of the preparation. */
  readonly name: string;
  /** CRC-32 finds damage at a small part of the cost of SHA-256, which the parts of a dataset need anyway. */
  readonly content: { readonly bytes: number; readonly crc: number } | { readonly sha256: string };
}

/** Writes a file in parts, and adds up its size and checksum. It replaces a file that a killed run left. */
export class StageWriter {
  readonly path: string;
  #bytes = 0;
  #crc = 0;
  #isNew = true;

  constructor(path: string) {
    this.path = path;
  }

  async append(part: Uint8Array): Promise<void> {
    const write = this.#isNew ? writeFile : appendFile;
    await write(this.path, part).catch((cause: unknown) => {
      throw writeError(this.path, cause);
    });
    this.#isNew = false;
    this.#bytes += part.byteLength;
    this.#crc = crc32(part, this.#crc);
  }

  /** The file, which is there even if nothing was appended. */
  async finish(): Promise<StageFile> {
    if (this.#isNew) await this.append(new Uint8Array());
    return { name: basename(this.path), content: { bytes: this.#bytes, crc: this.#crc } };
  }
}

/** Whether a file has the content that was written. */
export async function isIntact(path: string, { content }: StageFile): Promise<boolean> {
  try {
    if ('sha256' in content) return (await hashFile(path)) === content.sha256;
    if ((await stat(path)).size !== content.bytes) return false;
    let crc = 0;
    for await (const part of createReadStream(path, { highWaterMark: 2 ** 20 })) {
      crc = crc32(part as Buffer, crc);
    }
    return crc === content.crc;
  } catch {
    // A file that cannot be read is as good as none: its stage is made again.
    return false;
  }
}
