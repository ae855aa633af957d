import type { RecordLocation } from './error.js';

/** One record inside a larger buffer, and its location in its file. */
export interface RecordSpan extends RecordLocation {
  readonly bytes: Uint8Array;
  /** A view of all of `bytes`. */
  readonly view: DataView;
  readonly start: number;
  readonly end: number;
}

/** The span of a record in an array of its own. */
export function spanOf(bytes: Uint8Array): RecordSpan {
  return {
    // A Buffer becomes a plain array, because a Buffer's `slice` does not copy.
    bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    start: 0,
    end: bytes.length,
  };
}
