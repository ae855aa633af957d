import { compareBytes } from './byte-order.js';
import { LENGTH_DELIMITED, tagOf } from './wire-format.js';
import type { WireReader } from './wire-reader.js';
import type { WireWriter } from './wire-writer.js';

/** Field 1 of `Example`, `Features` and `FeatureLists`, and the key of a map entry. */
export const FIELD_1: number = tagOf(1, LENGTH_DELIMITED);
/** Field 2 of `SequenceExample`, and the value of a map entry. */
export const FIELD_2: number = tagOf(2, LENGTH_DELIMITED);

/** Gets the places of an entry's name and value in the reader's bytes. */
export type VisitEntry = (
  nameStart: number,
  nameEnd: number,
  valueStart: number,
  valueEnd: number,
) => void;

/** Visits each entry of the map message (`Features` or `FeatureLists`) that ends at `limit`. */
export function visitEntries(reader: WireReader, limit: number, visit: VisitEntry): void {
  while (reader.position < limit) {
    const tag = reader.tag(limit);
    if (tag === FIELD_1) visitEntry(reader, reader.endOfField(limit), visit);
    else reader.skip(tag, limit);
  }
}

function visitEntry(reader: WireReader, limit: number, visit: VisitEntry): void {
  // A missing name or value counts as an empty one.
  let nameStart = limit;
  let nameEnd = limit;
  let valueStart = limit;
  let valueEnd = limit;
  while (reader.position < limit) {
    const tag = reader.tag(limit);
    if (tag === FIELD_1) {
      nameEnd = reader.endOfField(limit);
      nameStart = reader.position;
      reader.position = nameEnd;
    } else if (tag === FIELD_2) {
      valueEnd = reader.endOfField(limit);
      valueStart = reader.position;
      reader.position = valueEnd;
    } else reader.skip(tag, limit);
  }
  visit(nameStart, nameEnd, valueStart, valueEnd);
  reader.position = limit; // the visitor may have read the value
}

/** Writes one entry of a map message. */
export function writeEntry(writer: WireWriter, name: Uint8Array, writeValue: () => void): void {
  writer.nested(1, () => {
    writer.bytesField(1, name);
    writer.nested(2, writeValue);
  });
}

/** Writes the entries of `map`, sorted by the bytes of their names. */
export function writeEntries<V>(
  writer: WireWriter,
  map: ReadonlyMap<string, V>,
  writeValue: (value: V, name: string) => void,
): void {
  const encoder = new TextEncoder();
  const entries = Array.from(map, ([name, value]) => ({
    ...{ name, value },
    bytes: encoder.encode(name),
  }));
  entries.sort((a, b) => compareBytes(a.bytes, b.bytes));
  for (const { name, value, bytes } of entries) {
    writeEntry(writer, bytes, () => writeValue(value, name));
  }
}
