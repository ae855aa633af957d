import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FileError, readError, readJson, sha256 } from '@org/files';
import { decodeSafeTensors, type SafeTensor } from '@org/safetensors';
import { z } from 'zod';
import { TextEncoderError } from './error.js';

/** The weights of a model folder. */
export interface WeightFiles {
  readonly tensors: ReadonlyMap<string, SafeTensor>;
  /** The name of the weights in errors: their file, or the index of several files. */
  readonly file: string;
  /** SHA-256 of each file. */
  readonly hashes: readonly string[];
}

const WHOLE = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';
const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

/**
 * Reads `model.safetensors`, or the files that `model.safetensors.index.json` lists.
 *
 * @throws FileError `missing` or `read-failed`; SafeTensorsError `bad-file`; TextEncoderError `bad-model`.
 */
export async function readWeightFiles(folder: string): Promise<WeightFiles> {
  const index = join(folder, INDEX);
  const shards = await shardNames(index);
  const file = shards === undefined ? join(folder, WHOLE) : index;
  const tensors = new Map<string, SafeTensor>();
  const hashes: string[] = [];
  for (const shard of shards ?? [WHOLE]) {
    const path = join(folder, shard);
    const bytes = await readFile(path).catch((cause: unknown) => {
      throw readError(path, cause);
    });
    hashes.push(sha256(bytes));
    for (const [name, tensor] of decodeSafeTensors(bytes, path).tensors) tensors.set(name, tensor);
  }
  return { tensors, file, hashes };
}

/** The files that the index names; undefined if the index is missing. */
async function shardNames(index: string): Promise<readonly string[] | undefined> {
  let json: unknown;
  try {
    json = await readJson(index);
  } catch (error) {
    if (error instanceof FileError && error.code === 'missing') return undefined;
    throw error;
  }
  const { data, error } = indexSchema.safeParse(json);
  const names = [...new Set(Object.values(data?.weight_map ?? {}))].sort();
  const outside = names.find((name) => basename(name) !== name);
  if (error !== undefined || names.length === 0 || outside !== undefined) {
    const what =
      outside === undefined ? 'names no weight files' : `names '${outside}', which is not a file`;
    throw new TextEncoderError('bad-model', `${index} ${what} of this folder`, {
      file: index,
      cause: error,
    });
  }
  return names;
}
