import type { InputFile } from './byte-input.js';
import type { ByteSource } from './byte-source.js';
import type { Compression } from './compression.js';
import { decompressed, type Inflate } from './decompressed.js';
import { DecompressionError } from './decompression-error.js';
import { RecordScanner, type ScanOptions } from './record-scanner.js';

/** One open file of records. */
export class RecordFile {
  readonly scanner: RecordScanner;
  readonly #stored: ByteSource;
  readonly #bytes: ByteSource;

  private constructor(scanner: RecordScanner, stored: ByteSource, bytes: ByteSource) {
    this.scanner = scanner;
    this.#stored = stored;
    this.#bytes = bytes;
  }

  static async open(
    { name, open }: InputFile,
    options: Omit<ScanOptions, 'file'> & {
      readonly compression: Compression | 'auto';
      readonly inflated: Inflate;
    },
  ): Promise<RecordFile> {
    const stored = await open();
    try {
      const bytes = await decompressed(stored, name, options);
      return new RecordFile(new RecordScanner({ ...options, file: name }), stored, bytes);
    } catch (error) {
      await stored.close();
      throw error;
    }
  }

  /** Gives the scanner more bytes. Returns false at the end of the file or of the data that can be decompressed. */
  async readMore(): Promise<boolean> {
    try {
      const count = await this.#bytes.read(this.scanner.room());
      if (count === 0) this.scanner.finish();
      else this.scanner.fill(count);
      return count > 0;
    } catch (error) {
      if (!(error instanceof DecompressionError)) throw error;
      this.scanner.breakOff(error.code, error.message, error);
      return false;
    }
  }

  async close(): Promise<void> {
    await this.#bytes.close();
    await this.#stored.close();
  }
}
