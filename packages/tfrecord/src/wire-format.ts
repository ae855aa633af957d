/** Protocol Buffers wire types. */
export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH_DELIMITED = 2;
export const GROUP_START = 3;
export const GROUP_END = 4;
export const FIXED32 = 5;

/** The tag before a field: its number and wire type. */
export function tagOf(field: number, wireType: number): number {
  return field * 8 + wireType;
}

/** A varint carries seven bits per byte: four bytes hold 28 bits. Two such parts and 8 more bits make an int64. */
export const LOW_28_BITS = 0x1000_0000;
