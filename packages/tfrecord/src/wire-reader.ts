import { locationOf, TFRecordError } from './error.js';
import type { RecordSpan } from './record-span.js';
import { VarintBlock } from './varint-block.js';
import {
  FIXED32,
  FIXED64,
  GROUP_END,
  GROUP_START,
  LENGTH_DELIMITED,
  LOW_28_BITS,
  VARINT,
} from './wire-format.js';

/** Protocol Buffers' own limit, so that a hostile message cannot exhaust the stack. */
const MAX_GROUP_DEPTH = 100;

const block = new VarintBlock();

// A byte order mark is part of the text, so reading returns what was written.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * A cursor over Protocol Buffers wire format. Every method reads at `position`, moves past what it read, and refuses to
 * read beyond its `limit`. A limit never exceeds the record's end, so a damaged length cannot reach another record.
 */
export class WireReader {
  position: number;
  readonly end: number;
  readonly span: RecordSpan;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  // The int64 read last: bits 0-27, 28-55 and 56-63.
  #low = 0;
  #middle = 0;
  #high = 0;

  constructor(span: RecordSpan) {
    this.span = span;
    this.#bytes = span.bytes;
    this.#view = span.view;
    this.position = span.start;
    this.end = span.end;
  }

  /** A field's tag, see `tagOf`. It is negative for field numbers from 2^28 up. */
  tag(limit: number): number {
    const tag = this.#unsigned32(limit);
    if (tag >>> 3 === 0) throw this.malformed('a field has number 0');
    return tag;
  }

  /** Reads the length of a length-delimited field; returns the position of the field's end. */
  endOfField(limit: number): number {
    const length = this.#unsigned32(limit);
    if (length < 0 || length > limit - this.position) {
      throw this.malformed(
        `a field of ${length >>> 0} bytes starts ${limit - this.position} bytes before the end of its message`,
      );
    }
    return this.position + length;
  }

  /** Skips a field whose tag was just read. */
  skip(tag: number, limit: number, depth = 0): void {
    const wireType = tag & 7;
    if (wireType === VARINT) this.#parts(limit);
    else if (wireType === FIXED64) this.#advance(8, limit);
    else if (wireType === LENGTH_DELIMITED) this.position = this.endOfField(limit);
    else if (wireType === FIXED32) this.#advance(4, limit);
    else if (wireType === GROUP_START) this.#skipGroup(tag, limit, depth);
    else throw this.malformed(`a field has the unexpected wire type ${wireType}`);
  }

  /** One int64 as a number. If a number cannot hold it, the error names `feature`. */
  int64(limit: number, feature: string): number {
    this.#parts(limit);
    const value =
      this.#high < 0x80
        ? this.#high * 2 ** 56 + this.#middle * LOW_28_BITS + this.#low
        : // Negative: the complement is small, so the sum stays exact.
          -(
            (0xff - this.#high) * 2 ** 56 +
            (LOW_28_BITS - 1 - this.#middle) * LOW_28_BITS +
            (LOW_28_BITS - this.#low)
          );
    if (!Number.isSafeInteger(value)) {
      throw new TFRecordError(
        'unsafe-integer',
        `feature '${feature}' holds ${this.#bigInt()}, which a number cannot hold exactly`,
        { ...locationOf(this.span), feature, advice: "read it as 'bigint'" },
      );
    }
    return value;
  }

  /** One int64, exact. */
  bigInt64(limit: number): bigint {
    this.#parts(limit);
    return this.#bigInt();
  }

  /** All varints up to `limit`, as int64 numbers. */
  packedInt64(limit: number, feature: string): number[] {
    this.position = block.fill(this.#view, this.position, limit);
    const list = block.toArray();
    if (this.position !== limit) this.#restOfPackedInt64(list, limit, feature);
    return list;
  }

  float32(limit: number): number {
    const at = this.position;
    this.#advance(4, limit);
    return this.#view.getFloat32(at, true);
  }

  /** A copy of the bytes up to `limit`. */
  bytes(limit: number): Uint8Array {
    const at = this.position;
    this.position = limit;
    return this.#bytes.slice(at, limit);
  }

  /** The text up to `limit`. If the bytes are not UTF-8, the error names `feature`. */
  text(limit: number, feature: string): string {
    const at = this.position;
    this.position = limit;
    try {
      return utf8.decode(this.#bytes.subarray(at, limit));
    } catch (cause) {
      throw new TFRecordError(
        'invalid-text',
        `feature '${feature}' holds bytes that are no UTF-8 text`,
        { ...locationOf(this.span), feature, cause, advice: "read it as 'bytes'" },
      );
    }
  }

  /** The name between `start` and `end`. */
  name(start: number, end: number): string {
    try {
      return utf8.decode(this.#bytes.subarray(start, end));
    } catch (cause) {
      throw this.malformed('the name of a feature is no UTF-8 text', cause);
    }
  }

  /** Whether the bytes from `start` to `end` equal `name`. */
  matches(name: Uint8Array, start: number, end: number): boolean {
    if (end - start !== name.length) return false;
    for (let i = 0; i < name.length; i += 1) {
      if (this.#bytes[start + i] !== name[i]) return false;
    }
    return true;
  }

  malformed(problem: string, cause?: unknown): TFRecordError {
    return new TFRecordError('malformed-message', `the record is not a valid message: ${problem}`, {
      ...locationOf(this.span),
      cause,
    });
  }

  /** A tag or a length as a signed number of the same 32 bits, which V8 keeps as an integer and not as a float. */
  #unsigned32(limit: number): number {
    const at = this.position;
    if (at + 1 < limit) {
      const first = this.#bytes[at] as number;
      const second = this.#bytes[at + 1] as number;
      if (first < 0x80) {
        this.position = at + 1;
        return first;
      }
      if (second < 0x80) {
        this.position = at + 2;
        return (first & 0x7f) | (second << 7);
      }
    }
    this.#parts(limit);
    if (this.#middle > 0xf || this.#high > 0) {
      throw this.malformed(`a tag or length of ${this.#bigInt()} exceeds 32 bits`);
    }
    return this.#low | (this.#middle << 28);
  }

  /** Reads a varint of one to ten bytes. As in every decoder, bits beyond 64 are dropped. */
  #parts(limit: number): void {
    let low = 0;
    let middle = 0;
    let high = 0;
    for (let i = 0; i < 10; i += 1) {
      if (this.position >= limit) throw this.malformed('a varint is cut off');
      const byte = this.#bytes[this.position] as number;
      this.position += 1;
      const bits = byte & 0x7f;
      if (i < 4) low |= bits << (7 * i);
      else if (i < 8) middle |= bits << (7 * (i - 4));
      else high |= bits << (7 * (i - 8));
      if (byte < 0x80) {
        this.#low = low;
        this.#middle = middle;
        this.#high = high & 0xff;
        return;
      }
    }
    throw this.malformed('a varint is longer than ten bytes');
  }

  #bigInt(): bigint {
    return BigInt.asIntN(
      64,
      (BigInt(this.#high) << 56n) | (BigInt(this.#middle) << 28n) | BigInt(this.#low),
    );
  }

  /** Continues a list after the block is full or meets a value that it cannot hold. */
  #restOfPackedInt64(list: number[], limit: number, feature: string): void {
    while (this.position < limit) {
      list.push(this.int64(limit, feature));
      this.position = block.fill(this.#view, this.position, limit);
      for (let i = 0; i < block.count; i += 1) list.push(block.values[i] as number);
    }
    if (this.position > limit) throw this.malformed('a varint runs past the end of its list');
  }

  #advance(count: number, limit: number): void {
    if (this.position + count > limit) {
      throw this.malformed(`a field of ${count} bytes passes the end of its message`);
    }
    this.position += count;
  }

  #skipGroup(start: number, limit: number, depth: number): void {
    if (depth === MAX_GROUP_DEPTH) {
      throw this.malformed(`its groups nest more than ${MAX_GROUP_DEPTH} deep`);
    }
    for (;;) {
      const tag = this.tag(limit);
      if ((tag & 7) !== GROUP_END) this.skip(tag, limit, depth + 1);
      else if (tag === start + GROUP_END - GROUP_START) return;
      else throw this.malformed('a group ends that did not start');
    }
  }
}
