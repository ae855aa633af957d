import { type ByteSource, chunkSource } from './byte-source.js';
import { TFRecordError } from './error.js';

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

/** A `Response` of `fetch`, whose URL is in errors. */
export interface WebResponse {
  readonly url: string;
  readonly ok: boolean;
  readonly status: number;
  readonly body: WebStream | null;
}

/** Bytes, wherever they come from: an array, a `Blob` or `File`, a `Response`, a Node or web stream. */
export type ByteInput =
  | Uint8Array
  | ArrayBuffer
  | WebFile
  | WebResponse
  | AsyncIterable<Uint8Array>
  | WebStream;

/** One file to read, and its name in errors. */
export interface InputFile {
  readonly name: string;
  readonly open: () => Promise<ByteSource>;
}

/** Bytes as a file. `accepted` lists what a caller may give, for the error about anything else. */
export function byteFile(input: ByteInput, accepted: string): InputFile {
  if (input instanceof Uint8Array || input instanceof ArrayBuffer) {
    const bytes = input instanceof ArrayBuffer ? new Uint8Array(input) : input;
    return { name: '<bytes>', open: async () => chunkSource([bytes], '<bytes>') };
  }
  if (has(input, 'body') && has(input, 'ok')) return responseFile(input as WebResponse);
  if (has(input, 'stream')) {
    const { name = '<blob>' } = input;
    return { name, open: async () => chunkSource(webChunks(input.stream()), name) };
  }
  const name = '<stream>';
  if (has(input, Symbol.asyncIterator)) {
    const chunks = input as AsyncIterable<Uint8Array>;
    return { name, open: async () => chunkSource(chunks, name) };
  }
  if (has(input, 'getReader')) {
    return { name, open: async () => chunkSource(webChunks(input), name) };
  }
  throw new TFRecordError(
    'invalid-option',
    `cannot read from ${described(input)}: give ${accepted}`,
  );
}

function responseFile({ url, ok, status, body }: WebResponse): InputFile {
  const name = url === '' ? '<response>' : url;
  return {
    name,
    open: async () => {
      if (ok && body !== null) return chunkSource(webChunks(body), name);
      const reason = ok ? 'the response has no body' : `the server answered with status ${status}`;
      throw new TFRecordError('read-failed', `cannot read: ${reason}`, { file: name });
    },
  };
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

function has<K extends PropertyKey>(
  input: ByteInput,
  key: K,
): input is Extract<ByteInput, Record<K, unknown>> {
  return typeof input === 'object' && input !== null && key in input;
}

/** What was given in place of an input, with its article. */
function described(input: unknown): string {
  if (input === null || input === undefined) return String(input);
  return typeof input === 'object' ? 'an object that holds no bytes' : `a ${typeof input}`;
}
