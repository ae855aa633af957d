import { open } from 'node:fs/promises';
import { type ByteSource, readFailed } from './byte-source.js';

/** The bytes of a file. */
export async function fileSource(path: string): Promise<ByteSource> {
  const handle = await open(path).catch((cause: unknown) => {
    throw readFailed(path, cause);
  });
  return {
    read: async (room) => {
      try {
        return (await handle.read(room, 0, room.length, null)).bytesRead;
      } catch (cause) {
        throw readFailed(path, cause);
      }
    },
    close: () => handle.close(),
  };
}
