import { open } from 'node:fs/promises';
import { readError } from '@org/files';
import type { ExternalId } from '../sources/interaction.js';
import { type StageFile, StageWriter } from './stage-file.js';

/** Ids in one piece of the file, which bounds the memory of their text. */
const IDS_AT_ONCE = 65_536;

/** Writes ids as JSON, in pieces of these sizes in bytes. */
export async function writeIds(
  path: string,
  ids: readonly ExternalId[],
): Promise<{ readonly file: StageFile; readonly pieces: readonly number[] }> {
  const writer = new StageWriter(path);
  const pieces: number[] = [];
  for (let first = 0; first < ids.length; first += IDS_AT_ONCE) {
    const piece = Buffer.from(JSON.stringify(ids.slice(first, first + IDS_AT_ONCE)));
    await writer.append(piece);
    pieces.push(piece.byteLength);
  }
  return { file: await writer.finish(), pieces };
}

/** Reads what {@link writeIds} wrote. */
export async function readIds(path: string, pieces: readonly number[]): Promise<ExternalId[]> {
  const ids: ExternalId[] = [];
  try {
    const handle = await open(path);
    try {
      for (const size of pieces) {
        const bytes = Buffer.alloc(size);
        await handle.read(bytes, 0, size, null);
        for (const id of JSON.parse(bytes.toString('utf8')) as ExternalId[]) ids.push(id);
      }
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw readError(path, cause);
  }
  return ids;
}
