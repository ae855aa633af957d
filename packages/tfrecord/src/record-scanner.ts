import { crc32cOfView, maskCrc } from './crc32c.js';
import { type CorruptionCode, type Loss, TFRecordError } from './error.js';
import { FRAME_HEADER, frameSize } from './frame.js';
import type { RecordSpan } from './record-span.js';

const COPY_AGAIN = "copy the file again, or pass over the damage with onCorrupt: 'skip'";

/** The first size of the buffer, which grows only if a record does not fit. */
const INITIAL_BYTES = 256 * 1024;

export interface ScanOptions {
  readonly file: string;
  readonly verify: boolean;
  readonly maxRecordBytes: number;
  /** Throws at damage, or skips it and calls this function once the extent of the damage is known. */
  readonly onCorrupt: 'throw' | ((damage: TFRecordError) => void);
}

/**
 * Finds the records in a file's bytes, which the caller reads into `room()` chunk by chunk. The scanner is also the
 * span of the last record found. This span is valid until the next `room()`.
 */
export class RecordScanner implements RecordSpan {
  readonly file: string;
  bytes: Uint8Array;
  view: DataView;
  start = 0;
  end = 0;
  record = -1;
  offset = 0;
  readonly #options: ScanOptions;
  /** The bytes read but not yet scanned lie from `#from` to `#to`. */
  #from = 0;
  #to = 0;
  /** The offset in the file of the buffer's first byte. */
  #base = 0;
  /** The number of bytes that the buffer must hold to contain the whole next frame. */
  #needed = FRAME_HEADER;
  /** The bytes of an oversize record that are still to be skipped. */
  #passing = 0;
  /** The place of a damaged length while the scanner searches for the next frame; -1 at all other times. */
  #searchStart = -1;

  constructor(options: ScanOptions) {
    this.file = options.file;
    this.#options = options;
    this.bytes = new Uint8Array(INITIAL_BYTES);
    this.view = new DataView(this.bytes.buffer);
  }

  /** The room for the file's next bytes; never empty. */
  room(): Uint8Array {
    const kept = this.#to - this.#from;
    const isFull = kept === this.bytes.length;
    // The buffer doubles only as bytes arrive, so a false length takes no more memory than the file has bytes for.
    const size = isFull ? Math.min(this.#needed, kept * 2) : this.bytes.length;
    const bytes = isFull ? new Uint8Array(size) : this.bytes;
    bytes.set(this.bytes.subarray(this.#from, this.#to));
    if (isFull) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer);
    }
    this.#base += this.#from;
    this.#from = 0;
    this.#to = kept;
    return this.bytes.subarray(kept);
  }

  /** Call this after reading `count` bytes into the room. */
  fill(count: number): void {
    this.#to += count;
  }

  /** Moves to the next record; false if this needs more bytes. */
  next(): boolean {
    for (;;) {
      const available = this.#pass();
      if (available < FRAME_HEADER) return this.#need(FRAME_HEADER);
      const frame = this.#from;
      if (this.#options.verify && !this.#matches(frame, frame + 8)) {
        this.#searchOn();
        continue;
      }
      if (this.#searchStart >= 0) this.#endSearch(false);
      const claimed =
        this.view.getUint32(frame + 4, true) * 0x1_0000_0000 + this.view.getUint32(frame, true);
      if (claimed > this.#options.maxRecordBytes) {
        this.#count();
        this.#passing = frameSize(claimed);
        this.#corrupt(
          'oversize',
          `a record of ${claimed} bytes is larger than the limit of ${this.#options.maxRecordBytes} bytes`,
          { records: 1, bytes: frameSize(claimed), restOfFile: false },
          'raise maxRecordBytes if you trust the file',
        );
        continue;
      }
      // The limit is below 2^31, so an int32 holds the length. V8 then keeps it and all later positions as integers; it
      // keeps `claimed` as a float.
      const length = this.view.getInt32(frame, true);
      const size = frameSize(length);
      if (available < size) return this.#need(size);
      this.#count();
      this.start = frame + FRAME_HEADER;
      this.end = this.start + length;
      this.#from = frame + size;
      if (!this.#options.verify || this.#matches(this.start, this.end)) return true;
      this.#corrupt('bad-data-crc', "the record's data do not match their checksum", {
        records: 1,
        bytes: size,
        restOfFile: false,
      });
    }
  }

  /** Call this at the end of the file: bytes that are left are an incomplete record. */
  finish(): void {
    const left = this.#pass();
    if (this.#searchStart >= 0) {
      this.#from = this.#to;
      this.#endSearch(true);
    } else if (this.#passing > 0 || left > 0) {
      // An oversize record was already counted at its start.
      if (this.#passing === 0) this.#count();
      const missing = this.#passing > 0 ? this.#passing : this.#needed - left;
      this.#corrupt('truncated', `the file ends inside a record, at least ${missing} bytes early`, {
        bytes: left,
        restOfFile: true,
      });
    }
  }

  /** Call this if no more bytes can be read: reports why, at the record that is lost. */
  breakOff(code: CorruptionCode, problem: string, cause: unknown): void {
    if (this.#searchStart >= 0) {
      this.#from = this.#to;
      this.#endSearch(true);
    }
    this.#count();
    this.#corrupt(code, problem, { restOfFile: true }, COPY_AGAIN, cause);
  }

  /** Skips the rest of an oversize record; returns the number of bytes behind it. */
  #pass(): number {
    const passed = Math.min(this.#passing, this.#to - this.#from);
    this.#passing -= passed;
    this.#from += passed;
    return this.#to - this.#from;
  }

  #need(bytes: number): false {
    this.#needed = bytes;
    return false;
  }

  #count(): void {
    this.record += 1;
    this.offset = this.#base + this.#from;
  }

  /** Whether the checksum behind `end` matches the bytes from `start` to `end`. */
  #matches(start: number, end: number): boolean {
    return maskCrc(crc32cOfView(this.view, start, end)) === this.view.getUint32(end, true);
  }

  /**
   * A damaged length does not say where the next frame starts, so the scanner tries every further byte. The chance that
   * other bytes look like a frame's header is one in four billion per byte, and as small again for the frame's data.
   */
  #searchOn(): void {
    if (this.#searchStart < 0) {
      this.#count();
      if (this.#options.onCorrupt === 'throw') throw this.#badLength();
      this.#searchStart = this.offset;
    }
    this.#from += 1;
  }

  #endSearch(restOfFile: boolean): void {
    const bytes = this.#base + this.#from - this.#searchStart;
    this.#searchStart = -1;
    this.#report(this.#badLength({ bytes, restOfFile }));
  }

  #badLength(loss?: Loss): TFRecordError {
    const { file, record, offset } = this;
    return new TFRecordError(
      'bad-length-crc',
      "the record's length does not match its checksum, so the file is damaged or no TFRecord file",
      { file, record, offset, advice: COPY_AGAIN, ...(loss && { loss }) },
    );
  }

  #corrupt(
    code: CorruptionCode,
    problem: string,
    loss: Loss,
    advice: string = COPY_AGAIN,
    cause?: unknown,
  ): void {
    const { file, record, offset } = this;
    this.#report(new TFRecordError(code, problem, { file, record, offset, loss, advice, cause }));
  }

  #report(damage: TFRecordError): void {
    if (this.#options.onCorrupt === 'throw') throw damage;
    this.#options.onCorrupt(damage);
  }
}
