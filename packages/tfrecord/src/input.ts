import { fileURLToPath } from 'node:url';
import { type ByteSource, chunkSource, fileSource } from './byte-source.js';
import { TFRecordError } from './error.js';
import { expandGlob } from './glob.js';

/** A web stream of bytes, e.g. the body of a `Response`. */
export interface WebStream {
  getReader(): {
    read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
    cancel(reason?: unknown): Promise<void>;
  };
}

/**
 * The input of a reader: a path or a pattern (`data/sessions-*.tfrecord`), a `file:` URL, bytes, or a Node or web
 * stream of bytes.
 */
export type RecordInput = string | URL | Uint8Array | AsyncIterable<Uint8Array> | WebStream;

/** One file to read, and its name in errors. */
export interface InputFile {
  readonly name: string;
  readonly open: () => Promise<ByteSource>;
}

/** The files of the inputs in order. The files of a pattern are sorted by name. */
export async function* inputFiles(
  inputs: RecordInput | readonly RecordInput[],
): AsyncGenerator<InputFile> {
  for (const input of Array.isArray(inputs)
    ? (inputs as readonly RecordInput[])
    : [inputs as RecordInput]) {
    if (typeof input === 'string') yield* pathFiles(input);
    else if (input instanceof URL) yield pathFile(fileURLToPath(input));
    else if (input instanceof Uint8Array) {
      yield { name: '<bytes>', open: async () => chunkSource([input], '<bytes>') };
    } else {
      yield { name: '<stream>', open: async () => chunkSource(streamChunks(input), '<stream>') };
    }
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

function streamChunks(input: AsyncIterable<Uint8Array> | WebStream): AsyncIterable<Uint8Array> {
  if (typeof input === 'object' && input !== null) {
    if (Symbol.asyncIterator in input) return input;
    if ('getReader' in input) return webChunks(input);
  }
  throw new TFRecordError(
    'invalid-option',
    `cannot read from a ${typeof input}: give a path, a URL, a Uint8Array or a stream of bytes`,
  );
}

/** Web streams are not async iterables everywhere. */
async function* webChunks(stream: WebStream): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (value !== undefined) yield value;
    }
  } finally {
    await reader.cancel();
  }
}
