import { FileError, readJson } from '@org/files';
import type { z } from 'zod';
import { RegistryError } from './error.js';

/**
 * Reads a JSON file of a registry; undefined if it does not exist.
 *
 * @param what names the content in errors: `alias file`.
 * @throws RegistryError `corrupt` that names the first wrong field; FileError `read-failed`.
 */
export async function readJsonFile<Content>(
  file: string,
  schema: z.ZodType<Content>,
  what: string,
): Promise<Content | undefined> {
  const wrong = (reason: string, cause: unknown) =>
    new RegistryError('corrupt', `${file} is not a valid ${what}: ${reason}`, { cause });
  let value: unknown;
  try {
    value = await readJson(file);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.code === 'missing') return undefined;
    throw error.code === 'not-json' ? wrong(error.reason, error) : error;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join('.') ?? '';
  throw wrong(`${path === '' ? '' : `${path}: `}${issue?.message}`, parsed.error);
}
