import type { FeatureKind } from './feature.js';
import type { DType, Scalar } from './feature-spec.js';
import { FIXED32, LENGTH_DELIMITED, tagOf, VARINT } from './wire-format.js';
import type { WireReader } from './wire-reader.js';

const BYTES_LIST = tagOf(1, LENGTH_DELIMITED);
const FLOAT_LIST = tagOf(2, LENGTH_DELIMITED);
const INT64_LIST = tagOf(3, LENGTH_DELIMITED);

function kindOf(tag: number): FeatureKind {
  if (tag === INT64_LIST) return 'int64';
  if (tag === FLOAT_LIST) return 'float32';
  return tag === BYTES_LIST ? 'bytes' : 'none';
}

/** The tag of a packed field, which holds many values: the usual form of numbers. */
const PACKED = tagOf(1, LENGTH_DELIMITED);

/** How a list message stores the values of a dtype, all of them in field 1. */
interface ListFormat<T> {
  /** The tag of a field with one value. */
  readonly tag: number;
  readonly one: (reader: WireReader, limit: number, feature: string) => T;
  /** Reads a field of tag `PACKED`. */
  readonly packed?: (reader: WireReader, limit: number, feature: string) => T[];
}

const LIST_FORMATS: { readonly [D in DType]: ListFormat<Scalar<D>> } = {
  int64: {
    tag: tagOf(1, VARINT),
    one: (reader, limit, feature) => reader.int64(limit, feature),
    packed: (reader, limit, feature) => reader.packedInt64(limit, feature),
  },
  bigint: {
    tag: tagOf(1, VARINT),
    one: (reader, limit) => reader.bigInt64(limit),
    packed: (reader, limit) => {
      const values: bigint[] = [];
      while (reader.position < limit) values.push(reader.bigInt64(limit));
      return values;
    },
  },
  float32: {
    tag: tagOf(1, FIXED32),
    one: (reader, limit) => reader.float32(limit),
    packed: (reader, limit) => {
      const values: number[] = [];
      while (reader.position < limit) values.push(reader.float32(limit));
      return values;
    },
  },
  bytes: {
    tag: tagOf(1, LENGTH_DELIMITED),
    one: (reader, limit) => reader.bytes(reader.endOfField(limit)),
  },
  string: {
    tag: tagOf(1, LENGTH_DELIMITED),
    one: (reader, limit, feature) => reader.text(reader.endOfField(limit), feature),
  },
};

/** One `Feature` message, found but not yet read: its kind, and the places of its lists in the reader's bytes. */
export class StoredFeature {
  kind: FeatureKind = 'none';
  /** Start and end of each list in turn. A message has one list, or several that count as one if it was merged. */
  readonly #lists: number[] = [];
  /** The number of entries of `#lists` in use. Emptying the array would cost more than all other work here. */
  #count = 0;

  /** Finds the lists of the `Feature` message between `start` and `end`. */
  find(reader: WireReader, start: number, end: number): void {
    this.kind = 'none';
    this.#count = 0;
    reader.position = start;
    while (reader.position < end) {
      const tag = reader.tag(end);
      const kind = kindOf(tag);
      if (kind === 'none') {
        reader.skip(tag, end);
        continue;
      }
      // A feature has one kind: the last one counts.
      if (kind !== this.kind) this.#count = 0;
      this.kind = kind;
      const listEnd = reader.endOfField(end);
      this.#lists[this.#count] = reader.position;
      this.#lists[this.#count + 1] = listEnd;
      this.#count += 2;
      reader.position = listEnd;
    }
  }

  /** Reads the values; `dtype` must be of the feature's kind. */
  read<D extends DType>(reader: WireReader, dtype: D, feature: string): Scalar<D>[] {
    const { tag: oneTag, one, packed } = LIST_FORMATS[dtype];
    let values: Scalar<D>[] | undefined;
    for (let i = 0; i < this.#count; i += 2) {
      reader.position = this.#lists[i] as number;
      const end = this.#lists[i + 1] as number;
      while (reader.position < end) {
        const tag = reader.tag(end);
        if (tag === PACKED && packed !== undefined) {
          const more = packed(reader, reader.endOfField(end), feature);
          if (values === undefined) values = more;
          else for (const value of more) values.push(value);
        } else if (tag === oneTag) {
          values ??= [];
          values.push(one(reader, end, feature));
        } else reader.skip(tag, end);
      }
    }
    return values ?? [];
  }
}
