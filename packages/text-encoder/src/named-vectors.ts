import { readFile } from 'node:fs/promises';
import { readError, writeFileAtomically } from '@org/files';
import { decodeSafeTensors, encodeSafeTensors, SafeTensorsError } from '@org/safetensors';
import { z } from 'zod';
import { TextEncoderError } from './error.js';

/** Vectors of things that have ids, such as the items of a catalogue. */
export interface NamedVectors {
  /** The id of each row; `5` and `'5'` are different. */
  readonly ids: readonly (string | number)[];
  /** float32 `[N, D]` */
  readonly vectors: Float32Array;
  /** D */
  readonly size: number;
  /** What made them, such as the hash of a model. */
  readonly origin?: Readonly<Record<string, string>> | undefined;
}

const VECTORS = 'vectors';
const idsSchema = z.array(z.union([z.string(), z.int()]));

/**
 * Writes vectors as a safetensors file: the tensor `vectors`, and in its metadata `ids`, a JSON list. In Python:
 * `save_file({"vectors": x}, "items.safetensors", metadata={"ids": json.dumps(ids)})`.
 *
 * @throws FileError `write-failed`.
 */
export async function writeNamedVectors(
  file: string,
  { ids, vectors, size, origin = {} }: NamedVectors,
): Promise<void> {
  const tensor = { data: vectors, shape: [ids.length, size] };
  const metadata = { ...origin, ids: JSON.stringify(ids) };
  await writeFileAtomically(file, encodeSafeTensors(new Map([[VECTORS, tensor]]), metadata));
}

/**
 * Reads the file of {@link writeNamedVectors}.
 *
 * @throws FileError `missing`, `read-failed`; TextEncoderError `bad-vectors` for a file with other content, or with a
 *   value that is not a finite number.
 */
export async function readNamedVectors(file: string): Promise<NamedVectors> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw readError(file, cause);
  });
  const { tensors, metadata } = decoded(bytes, file);
  const { ids: text, ...origin } = metadata;
  const tensor = tensors.get(VECTORS);
  const [count = 0, size = 0, ...rest] = tensor?.shape ?? [];
  if (!(tensor?.data instanceof Float32Array) || size < 1 || rest.length > 0) {
    throw bad(file, `expected a float tensor '${VECTORS}' with a row for each id`);
  }
  const ids = parsedIds(text, file);
  if (ids.length !== count) {
    throw bad(file, `it names ${ids.length} ids, and '${VECTORS}' has ${count} rows`);
  }
  const wrong = tensor.data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    const id = JSON.stringify(ids[Math.floor(wrong / size)]);
    throw bad(file, `the vector of ${id} holds ${tensor.data[wrong]}`);
  }
  return { ids, vectors: tensor.data, size, origin };
}

function decoded(bytes: Uint8Array, file: string): ReturnType<typeof decodeSafeTensors> {
  try {
    return decodeSafeTensors(bytes, file);
  } catch (cause) {
    if (cause instanceof SafeTensorsError) throw bad(file, 'it is not a safetensors file', cause);
    throw cause;
  }
}

function parsedIds(text: string | undefined, file: string): readonly (string | number)[] {
  const problem = "its metadata has no 'ids', a JSON list of texts and whole numbers";
  if (text === undefined) throw bad(file, problem);
  try {
    return idsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw bad(file, problem, cause);
  }
}

function bad(file: string, problem: string, cause?: unknown): TextEncoderError {
  return new TextEncoderError('bad-vectors', `${file} holds no vectors with ids: ${problem}`, {
    file,
    cause,
  });
}
