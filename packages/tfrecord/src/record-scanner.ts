import { crc32cOfView, maskCrc } from './crc32c.js';
import { type CorruptionCode, type Loss, TFRecordError } from './error.js';
import { FRAME_HEADER, frameSize } from './frame.js';
import type { RecordSpan } from './record-span.js';

const COPY_AGAIN = "copy the file again, or pass over the damage with onCorrupt: 'skip'";

/** Room for the first read. It grows only where a record does not fit. */
const INITIAL_BYTES = 256 * 1024;

export interface ScanOptions {
  readonly file: string;
  readonly verify: boolean;
  readonly maxRecordBytes: number;
  /** Thrown, or passed over and given to this function once its extent is known. */
  readonly onCorrupt: 'throw' | ((damage: TFRecordError) => void);
}

/**
 * Finds the records in a file's bytes, which are read into `room()` bit by bit. It is also the span of the record found
 * last, which stays valid until the next `room()`.
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
  /** What was read and not yet passed lies from `#from` to `#to`. */
  #from = 0;
  #to = 0;
  /** The file's offset of the buffer's first byte. */
  #base = 0;
  /** The buffer must hold this many bytes for the next frame to be whole. */
  #needed = FRAME_HEADER;
  /** Bytes of an oversize record that are still to be passed over. */
  #passing = 0;
  /** Where a damaged length was found, while the next frame is searched for; -1 at all other times. */
  #searchStart = -1;

  constructor(options: ScanOptions) {
    this.file = options.file;
    this.#options = options;
    this.bytes = new Uint8Array(INITIAL_BYTES);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Where to read the next bytes of the file to; never empty. */
  room(): Uint8Array {
    const kept = this.#to - this.#from;
    const isFull = kept === this.bytes.length;
    // Grown by doubling, as bytes arrive: a length that lies costs no more than the file has.
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

  /** To be called after `count` bytes were read into the room. */
  fill(count: number): void {
    this.#to += count;
  }

  /** Moves to the next record; false when more bytes are needed for it. */
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
      // The limit is below 2^31. To V8 this is an integer where `claimed` is a float, and then so is every position after.
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

  /** To be called at the end of the file: what is left over is half a record. */
  finish(): void {
    const left = this.#pass();
    if (this.#searchStart >= 0) {
      this.#from = this.#to;
      this.#endSearch(true);
    } else if (this.#passing > 0 || left > 0) {
      // A record that is too large was counted where it started.
      if (this.#passing === 0) this.#count();
      const missing = this.#passing > 0 ? this.#passing : this.#needed - left;
      this.#corrupt('truncated', `the file ends inside a record, at least ${missing} bytes early`, {
        bytes: left,
        restOfFile: true,
      });
    }
  }

  /** To be called where no more bytes can be had: reports why, at the record that is now lost. */
  breakOff(code: CorruptionCode, problem: string, cause: unknown): void {
    if (this.#searchStart >= 0) {
      this.#from = this.#to;
      this.#endSearch(true);
    }
    this.#count();
    this.#corrupt(code, problem, { restOfFile: true }, COPY_AGAIN, cause);
  }

  /** Passes over what is left of an oversize record; returns how many bytes lie behind it. */
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

  /** Whether the bytes from `start` to `end` have the checksum behind them. */
  #matches(start: number, end: number): boolean {
    return maskCrc(crc32cOfView(this.view, start, end)) === this.view.getUint32(end, true);
  }

  /**
   * A damaged length does not tell where the next frame starts, so every further byte is tried as its first. The chance
   * that other bytes pass for a frame is one in four billion per byte, and as small again for its data.
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
