import { fileURLToPath } from 'node:url';
import { type ByteInput, byteFile, type InputFile } from './byte-input.js';
import { TFRecordError } from './error.js';
import { fileSource } from './file-source.js';
import { expandGlob } from './glob.js';
import { inflated } from './inflate.js';
import type { ReaderInput } from './record-reader.js';

/**
 * The input of a reader: a path or a pattern (`data/sessions-*.tfrecord`), a `file:` URL, bytes, a `Blob` or `File`, a
 * `Response`, or a Node or web stream of bytes.
 */
export type RecordInput = string | URL | ByteInput;

const ACCEPTED =
  'a path, a URL, a Uint8Array, an ArrayBuffer, a Blob, a Response or a stream of bytes';

/** Files and bytes as Node reads them. The files of a pattern are sorted by name. */
export function nodeInput(inputs: RecordInput | readonly RecordInput[]): ReaderInput {
  return { files: () => inputFiles(inputs), inflated };
}

async function* inputFiles(
  inputs: RecordInput | readonly RecordInput[],
): AsyncGenerator<InputFile> {
  for (const input of Array.isArray(inputs)
    ? (inputs as readonly RecordInput[])
    : [inputs as RecordInput]) {
    if (typeof input === 'string') yield* pathFiles(input);
    else if (input instanceof URL) yield pathFile(fileURLToPath(input));
    else yield byteFile(input, ACCEPTED);
  }
}

async function* pathFiles(pattern: string): AsyncGenerator<InputFile> {
  const paths = await expandGlob(pattern);
  if (paths.length === 0) {
    throw new TFRecordError('no-files', `no file matches '${pattern}'`);
  }
  for (const path of paths) yield pathFile(path);
}

function pathFile(path: string): InputFile {
  return { name: path, open: () => fileSource(path) };
}
