import type { RecordLocation } from './error.js';

/** One record inside a larger buffer, and where in which file it was found. */
export interface RecordSpan extends RecordLocation {
  readonly bytes: Uint8Array;
  /** A view of the whole of `bytes`. */
  readonly view: DataView;
  readonly start: number;
  readonly end: number;
}

/** The span of a record that stands alone. */
export function spanOf(bytes: Uint8Array): RecordSpan {
  return {
    // A plain array also where a Buffer was given: a Buffer's `slice` does not copy.
    bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    start: 0,
    end: bytes.length,
  };
}
