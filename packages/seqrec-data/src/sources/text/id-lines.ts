import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { SeqrecDataError } from '../../error.js';
import { findIn, listDirectory } from '../find-file.js';
import type { Interaction } from '../interaction.js';
import type { ItemDetails, Source } from '../source.js';
import type { ReaderOptions, SourceReader } from '../source-definition.js';
import { notUtf8, type TextEncoding } from './encoding.js';
import { FieldError, type IdType, readId } from './field.js';
import { idOfKey, readJsonFile } from './json-file.js';
import { LongNumber } from './json-text.js';
import { readLines } from './read-lines.js';

/**
 * Text files of ids between blanks or tabs, in time order: `'sasrec'` has one `user item` per line, `'s3rec'` one
 * `user item item ...` per line. Neither has timestamps.
 */
type IdLinesFormat = 'sasrec' | 's3rec';

/**
 * The reader of one of the two. `items` of S3Rec is a JSON object of attributes by item, by default
 * `<name>_item2attributes.json` beside `<name>.txt`.
 */
export function idLines(format: IdLinesFormat): SourceReader {
  const kind = format === 'sasrec' ? 'pairs' : 'lists';
  return {
    detection: { byLayout: (layout) => layout.kind === kind },
    open: (paths, options) => openIdLines(paths, format, options),
  };
}

async function openIdLines(
  paths: readonly string[],
  format: IdLinesFormat,
  { ids = 'integer', encoding, items }: ReaderOptions,
): Promise<Source> {
  if (items?.id !== undefined || items?.title !== undefined || items?.attributes !== undefined) {
    throw new SeqrecDataError(
      'invalid-option',
      `items of a source of format ${format} is a path alone, as its layout is fixed`,
    );
  }
  const attributesFile =
    format === 's3rec' ? (items?.path ?? (await attributesBeside(paths[0] ?? ''))) : undefined;
  return {
    format,
    files: attributesFile === undefined ? paths : [...paths, attributesFile],
    settings: { ids, encoding },
    layout: {
      encoding: notUtf8(encoding),
      isList: format === 's3rec',
      columns: { user: '1', item: '2' },
    },
    interactions: (options) =>
      readLines(paths, (line) => readIds(line, format, ids), { ...options, encoding }),
    ...(attributesFile !== undefined && {
      items: () => readAttributes(attributesFile, ids, encoding),
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

async function* readAttributes(
  file: string,
  ids: IdType,
  encoding: TextEncoding | undefined,
): AsyncGenerator<readonly ItemDetails[]> {
  const attributesOf = await readJsonFile(file, attributesSchema, encoding);
  yield Object.entries(attributesOf).map(([item, attributes]) => ({
    id: idOfKey(item, ids, file),
    attributes: { attributes: attributes.map(String) },
  }));
}
