import { type ByteInput, byteFile } from './byte-input.js';
import type { ReaderInput } from './record-reader.js';
import { inflatedByStream } from './web-inflate.js';

const ACCEPTED =
  'a Uint8Array, an ArrayBuffer, a Blob or File, a Response of fetch, or a stream of bytes';

/** Bytes as a page reads them. */
export function webInput(inputs: ByteInput | readonly ByteInput[]): ReaderInput {
  const list = Array.isArray(inputs) ? (inputs as readonly ByteInput[]) : [inputs as ByteInput];
  return {
    files: async function* () {
      for (const input of list) yield byteFile(input, ACCEPTED);
    },
    inflated: inflatedByStream,
  };
}
