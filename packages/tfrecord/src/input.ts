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

/** A `Blob`, or a `File`, whose name is in errors. */
export interface WebFile {
  readonly name?: string;
  stream(): WebStream;
}

/**
 * The input of a reader: a path or a pattern (`data/sessions-*.tfrecord`), a `file:` URL, bytes, a `Blob` or `File`, or a
 * Node or web stream of bytes.
 */
export type RecordInput =
  | string
  | URL
  | Uint8Array
  | ArrayBuffer
  | WebFile
  | AsyncIterable<Uint8Array>
  | WebStream;

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
    else if (input instanceof Uint8Array || input instanceof ArrayBuffer) {
      const bytes = input instanceof ArrayBuffer ? new Uint8Array(input) : input;
      yield { name: '<bytes>', open: async () => chunkSource([bytes], '<bytes>') };
    } else if (isWebFile(input)) {
      const { name = '<blob>' } = input;
      yield { name, open: async () => chunkSource(webChunks(input.stream()), name) };
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

function isWebFile(input: RecordInput): input is WebFile {
  return typeof input === 'object' && input !== null && 'stream' in input;
}

function streamChunks(input: AsyncIterable<Uint8Array> | WebStream): AsyncIterable<Uint8Array> {
  if (typeof input === 'object' && input !== null) {
    if (Symbol.asyncIterator in input) return input;
    if ('getReader' in input) return webChunks(input);
  }
  throw new TFRecordError(
    'invalid-option',
    `cannot read from ${described(input)}: give a path, a URL, a Uint8Array, an ArrayBuffer, a Blob or a stream of bytes`,
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

/** What was given in place of an input, with its article. */
function described(input: unknown): string {
  if (input === null || input === undefined) return String(input);
  return typeof input === 'object' ? 'an object that holds no bytes' : `a ${typeof input}`;
}
