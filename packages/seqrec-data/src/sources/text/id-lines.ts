import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { findIn, listDirectory } from '../find-file.js';
import type { Interaction } from '../interaction.js';
import type { ItemDetails, Source } from '../source.js';
import { FieldError, type IdType, readId } from './field.js';
import { idOfKey, readJsonFile } from './json-file.js';
import { LongNumber } from './json-text.js';
import { readLines } from './read-lines.js';

/**
 * Text files of ids between blanks or tabs, in time order: `'sasrec'` has one `user item` per line, `'s3rec'` one
 * `user item item ...` per line. Neither has timestamps.
 */
export type IdLinesFormat = 'sasrec' | 's3rec';

export interface IdLinesOptions {
  /** Default `'integer'`. */
  readonly ids?: IdType | undefined;
  /**
   * Of S3Rec: a JSON object of lists of attributes by item. By default `<name>_item2attributes.json` beside
   * `<name>.txt`, where there is one.
   */
  readonly attributes?: string | undefined;
}

export async function openIdLines(
  paths: readonly string[],
  format: IdLinesFormat,
  { ids = 'integer', attributes }: IdLinesOptions = {},
): Promise<Source> {
  const attributesFile =
    format === 's3rec' ? (attributes ?? (await attributesBeside(paths[0] ?? ''))) : undefined;
  return {
    format,
    files: attributesFile === undefined ? paths : [...paths, attributesFile],
    settings: { ids },
    interactions: (options) => readLines(paths, (line) => readIds(line, format, ids), options),
    ...(attributesFile !== undefined && {
      items: () => readAttributes(attributesFile, ids),
    }),
  };
}

function readIds(line: string, format: IdLinesFormat, ids: IdType): Interaction[] {
  const [userField = '', ...itemFields] = line.trim().split(/[ \t]+/);
  if (itemFields.length === 0 || (format === 'sasrec' && itemFields.length > 1)) {
    const expected = format === 'sasrec' ? 'user and item' : 'a user and their items';
    throw new FieldError(`expected ${expected}, got ${itemFields.length + 1} fields`);
  }
  const user = readId(userField, ids, 'user');
  return itemFields.map((field) => ({ user, item: readId(field, ids, 'item') }));
}

async function attributesBeside(path: string): Promise<string | undefined> {
  const directory = dirname(path);
  const name = basename(path)
    .replace(/\.gz$/, '')
    .replace(/\.txt$/, '');
  const entries = (await listDirectory(directory)) ?? [];
  return findIn(directory, entries, [`${name}_item2attributes.json`]);
}

const attributesSchema = z.record(
  z.string(),
  z.array(z.union([z.string(), z.number(), z.instanceof(LongNumber)])),
);

async function* readAttributes(file: string, ids: IdType): AsyncGenerator<readonly ItemDetails[]> {
  const attributesOf = await readJsonFile(file, attributesSchema);
  yield Object.entries(attributesOf).map(([item, attributes]) => ({
    id: idOfKey(item, ids, file),
    attributes: { attributes: attributes.map(String) },
  }));
}
