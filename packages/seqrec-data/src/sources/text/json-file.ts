import type { z } from 'zod';
import { SeqrecDataError } from '../../error.js';
import type { ExternalId } from '../interaction.js';
import { readByteBlocks } from './byte-blocks.js';
import {
  goodUtf8,
  hexByte,
  lineDecoder,
  OTHER_ENCODING,
  type TextEncoding,
  utf16Decoder,
} from './encoding.js';
import { FieldError, type IdType, readId } from './field.js';
import { parseJson } from './json-text.js';

/** The limit of a metadata file, which is read whole. */
const MAX_JSON_BYTES = 512 * 1024 * 1024;

/** A JSON file, gzipped or not, of a known shape. */
export async function readJsonFile<T>(
  file: string,
  schema: z.ZodType<T>,
  encoding: TextEncoding = 'utf-8',
): Promise<T> {
  const blocks: Buffer[] = [];
  let bytes = 0;
  for await (const block of readByteBlocks(file)) {
    bytes += block.length;
    if (bytes > MAX_JSON_BYTES) {
      throw badFile(file, `larger than ${MAX_JSON_BYTES} bytes, which is too much to read at once`);
    }
    blocks.push(block);
  }
  let value: unknown;
  try {
    value = parseJson(strictText(Buffer.concat(blocks), file, encoding));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw badFile(file, `not JSON (${error.message})`, error);
  }
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  throw badFile(file, `not of the expected shape${where}: ${issue?.message}`, checked.error);
}

function strictText(content: Buffer, file: string, encoding: TextEncoding): string {
  const decoder = utf16Decoder(content, encoding);
  const decode = decoder ? (bytes: Buffer) => decoder.decode(bytes) : lineDecoder(encoding);
  try {
    return decode(content).replace(/^\uFEFF/, '');
  } catch {
    const at = goodUtf8(content);
    const where = encoding === 'utf-8' ? `byte ${at + 1} (${hexByte(content[at])})` : 'its content';
    throw new SeqrecDataError('bad-file', `${file}: ${where} is not ${encoding} text`, {
      file,
      advice: OTHER_ENCODING,
    });
  }
}

/** The id that a key of a JSON object spells. */
export function idOfKey(key: string, ids: IdType, file: string): ExternalId {
  try {
    return readId(key, ids, 'the key of an item');
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    throw badFile(file, error.message, error);
  }
}

function badFile(file: string, reason: string, cause?: unknown): SeqrecDataError {
  return new SeqrecDataError('bad-file', `${file}: ${reason}`, { file, cause });
}
