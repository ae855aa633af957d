import { z } from 'zod';
import { elementTypeNames, elementTypes } from './element-types.js';
import { SafeTensorsError } from './error.js';

/** A named array of a safetensors file. */
export interface SafeTensor {
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
}

export interface SafeTensorsFile {
  readonly tensors: ReadonlyMap<string, SafeTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The format's own limit for the length of a header. */
const MAX_HEADER_BYTES = 100_000_000;
const LENGTH_BYTES = 8;

const METADATA = '__metadata__';
const tensorSchema = z.object({
  dtype: z.enum(elementTypeNames),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const headerSchema = z.record(z.string(), z.unknown());

/**
 * Writes tensors in the safetensors format (https://github.com/huggingface/safetensors): the header's length, a JSON
 * header, then the little-endian values. Tensors are in the order of Python's writer: floats first, then by name.
 * Equal tensors make equal bytes.
 */
export function encodeSafeTensors(
  tensors: ReadonlyMap<string, SafeTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const ordered = [...tensors].sort(
    ([nameA, a], [nameB, b]) => compare(dtypeOf(a), dtypeOf(b)) || compare(nameA, nameB),
  );
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) header[METADATA] = metadata;
  let end = 0;
  for (const [name, tensor] of ordered) {
    const { data, shape } = tensor;
    if (name === METADATA || sizeOf(shape) !== data.length) {
      throw new SafeTensorsError(
        'invalid-option',
        `tensor '${name}' of shape [${shape.join(', ')}] cannot be written with ${data.length} values`,
      );
    }
    const start = end;
    end += data.byteLength;
    header[name] = { dtype: dtypeOf(tensor), shape, data_offsets: [start, end] };
  }

  const text = new TextEncoder().encode(JSON.stringify(header));
  // Spaces pad the header, so that the values are aligned.
  const headerBytes = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + headerBytes + end).fill(0x20, LENGTH_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.set(text, LENGTH_BYTES);
  let offset = LENGTH_BYTES + headerBytes;
  for (const [, { data }] of ordered) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/**
 * Reads a safetensors file and copies its values. It checks every number of the header against the file's size before
 * allocating anything: tensors must lie one after the other and fill the file. F16 and BF16 become float32; smaller
 * integers and BOOL become int32, and so do I64 and U32 if every value fits. Every conversion is exact.
 *
 * @param file names the file in errors.
 */
export function decodeSafeTensors(bytes: Uint8Array, file: string): SafeTensorsFile {
  const bad = (what: string, cause?: unknown) =>
    new SafeTensorsError('bad-file', `${file} is not a safetensors file: ${what}`, { file, cause });
  if (bytes.length < LENGTH_BYTES) {
    throw bad(`it has ${bytes.length} bytes, too few for a header`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = view.getBigUint64(0, true);
  const room = Math.min(bytes.length - LENGTH_BYTES, MAX_HEADER_BYTES);
  if (headerBytes > BigInt(room)) {
    throw bad(`its header claims ${headerBytes} bytes where at most ${room} can be`);
  }
  const start = LENGTH_BYTES + Number(headerBytes);
  const values = bytes.subarray(start);
  const { [METADATA]: metadata = {}, ...entries } = parseHeader(
    bytes.subarray(LENGTH_BYTES, start),
    bad,
  );

  const tensors = new Map<string, SafeTensor>();
  const parsed = Object.entries(entries).map(([name, entry]) => {
    const { data, error } = tensorSchema.safeParse(entry);
    if (error !== undefined) throw bad(`tensor '${name}': ${z.prettifyError(error)}`, error);
    return { name, ...data };
  });
  parsed.sort(
    (a, b) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );
  let expected = 0;
  for (const { name, dtype, shape, data_offsets } of parsed) {
    const [from, to] = data_offsets;
    const { bytes: elementBytes, read } = elementTypes[dtype];
    if (from !== expected || to - from !== sizeOf(shape) * elementBytes || to > values.length) {
      throw bad(
        `tensor '${name}' of shape [${shape.join(', ')}] lies at ${from}..${to}, expected from ${expected} within ${values.length} bytes`,
      );
    }
    // Not `slice`, because a Node Buffer's does not copy.
    const { buffer } = new Uint8Array(values.subarray(from, to));
    try {
      tensors.set(name, { data: read(buffer), shape });
    } catch (cause) {
      throw bad(`tensor '${name}': ${cause instanceof Error ? cause.message : cause}`, cause);
    }
    expected = to;
  }
  if (expected !== values.length) {
    throw bad(`its tensors hold ${expected} bytes of ${values.length}`);
  }
  const named = z.record(z.string(), z.string()).safeParse(metadata);
  if (!named.success) throw bad('its metadata holds something else than strings', named.error);
  return { tensors, metadata: named.data };
}

function parseHeader(
  bytes: Uint8Array,
  bad: (what: string, cause?: unknown) => SafeTensorsError,
): Record<string, unknown> {
  try {
    return headerSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw bad('its header is not a JSON object', cause);
  }
}

function dtypeOf({ data }: SafeTensor): 'F32' | 'I32' {
  return data instanceof Float32Array ? 'F32' : 'I32';
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
