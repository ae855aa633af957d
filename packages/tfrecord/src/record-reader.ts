import type { InputFile } from './byte-input.js';
import type { Compression } from './compression.js';
import type { Inflate } from './decompressed.js';
import { type CorruptionCode, TFRecordError } from './error.js';
import { RecordFile } from './record-file.js';
import type { RecordSpan } from './record-span.js';

export interface ReadOptions {
  /**
   * What to do about damaged bytes: throw; or skip and count them; or skip them, count them, and call a function with
   * the error, whose `loss` says how much was lost. Default: `'throw'`.
   */
  readonly onCorrupt?: 'throw' | 'skip' | ((damage: TFRecordError) => void);
  /** Whether to check each record's checksums. Default: true. */
  readonly verify?: boolean;
  /**
   * The largest record to accept, in bytes, checked before memory is allocated; at most 2^31 - 1, the limit of Protocol
   * Buffers. Default: 256 MiB, which is far above any record we know and far below the memory of a process.
   */
  readonly maxRecordBytes?: number;
  /** Default: `'auto'`, which detects plain, gzip and zlib data by their first bytes. */
  readonly compression?: Compression | 'auto';
}

export interface RecordOptions extends ReadOptions {
  /**
   * Whether to copy each record. Without a copy, a record is a view that the next record overwrites. Default: true.
   */
  readonly copy?: boolean;
}

/** What a reader counted in its current or last pass. */
export interface ReadCounts {
  readonly files: number;
  readonly records: number;
  /** How often the reader skipped damage of each kind. */
  readonly skipped: Readonly<Record<CorruptionCode, number>>;
}

/** Reads records one by one with `for await`. It can be iterated again if its inputs can be read again. */
export interface RecordReader<T> extends AsyncIterable<T> {
  readonly counts: ReadCounts;
}

const DEFAULT_MAX_RECORD_BYTES = 256 * 1024 * 1024;
const LARGEST_MESSAGE = 2 ** 31 - 1;

/** The files to read, and how to inflate them: Node has paths and zlib, a page has Blobs and `DecompressionStream`. */
export interface ReaderInput {
  readonly files: () => AsyncGenerator<InputFile>;
  readonly inflated: Inflate;
}

/** The bytes of a record: a copy, or a view that the next record overwrites. */
export function recordDecoder(copy: boolean): (span: RecordSpan) => Uint8Array {
  return ({ bytes, start, end }) => (copy ? bytes.slice(start, end) : bytes.subarray(start, end));
}

/** Reads the inputs one after another, and yields each record decoded by `decode`. */
export class Reader<T> implements RecordReader<T> {
  readonly #input: ReaderInput;
  readonly #decode: (span: RecordSpan) => T;
  readonly #options: Required<ReadOptions>;
  #counts = noCounts();

  constructor(input: ReaderInput, decode: (span: RecordSpan) => T, options: ReadOptions) {
    this.#input = input;
    this.#decode = decode;
    this.#options = withDefaults(options);
  }

  get counts(): ReadCounts {
    return this.#counts;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    const counts = noCounts();
    this.#counts = counts;
    const decode = this.#decode;
    const { onCorrupt: policy } = this.#options;
    const passOver = (damage: TFRecordError): void => {
      counts.skipped[damage.code as CorruptionCode] += 1;
      if (typeof policy === 'function') policy(damage);
    };
    const onCorrupt = policy === 'throw' ? policy : passOver;
    const { inflated } = this.#input;
    for await (const input of this.#input.files()) {
      counts.files += 1;
      const file = await RecordFile.open(input, { ...this.#options, onCorrupt, inflated });
      const { scanner } = file;
      try {
        do {
          while (scanner.next()) {
            counts.records += 1;
            yield decode(scanner);
          }
        } while (await file.readMore());
      } finally {
        await file.close();
      }
    }
  }
}

interface MutableCounts {
  files: number;
  records: number;
  readonly skipped: Record<CorruptionCode, number>;
}

function noCounts(): MutableCounts {
  return {
    files: 0,
    records: 0,
    skipped: {
      'bad-length-crc': 0,
      'bad-data-crc': 0,
      truncated: 0,
      oversize: 0,
      'bad-compression': 0,
      'trailing-bytes': 0,
    },
  };
}

function withDefaults(options: ReadOptions): Required<ReadOptions> {
  const {
    onCorrupt = 'throw',
    verify = true,
    maxRecordBytes = DEFAULT_MAX_RECORD_BYTES,
    compression = 'auto',
  } = options;
  if (
    !Number.isSafeInteger(maxRecordBytes) ||
    maxRecordBytes < 0 ||
    maxRecordBytes > LARGEST_MESSAGE
  ) {
    throw new TFRecordError(
      'invalid-option',
      `maxRecordBytes is a whole number from 0 to ${LARGEST_MESSAGE}, got ${maxRecordBytes}`,
    );
  }
  return { onCorrupt, verify, maxRecordBytes, compression };
}
