import { basename } from 'node:path';
import { SeqrecDataError } from '../../error.js';
import { findDataFiles, findIn, listDirectory } from '../find-file.js';
import type { Interaction } from '../interaction.js';
import type { ItemDetails, ReadOptions, Source, UserDetails } from '../source.js';
import type { ReaderOptions, SourceReader } from '../source-definition.js';
import { columnReader } from '../text/column-reader.js';
import { type ColumnNames, resolveColumns } from '../text/columns.js';
import { notUtf8 } from '../text/encoding.js';
import { FieldError, type IdType, quote, readId, TimestampReader } from '../text/field.js';
import { type RowReader, readRows } from '../text/read-rows.js';

type FieldType = 'token' | 'token_seq' | 'float' | 'float_seq';

interface Field {
  readonly name: string;
  readonly type: FieldType;
}

/** Tab-separated, never quoted. */
const FORMAT = { delimiter: '\t', quotes: false, header: true };

/**
 * RecBole's atomic files: `<name>.inter`, whose header gives each field's type (`user_id:token`), and `<name>.item` and
 * `<name>.user` if they are beside. The path names the `.inter` file or a directory with one. `columns` names fields
 * without their types. RecBole's tokens are names, so ids are strings by default.
 */
export const recbole: SourceReader = {
  detection: {
    byName: (name) => name.endsWith('.inter'),
    holds: '*.inter',
    byFiles: (_, names) => [...names].some((name) => name.endsWith('.inter')),
    byLines: ([first = '']) => /:(token|float)(_seq)?(\t|$)/.test(first),
  },
  open: ([path = ''], options) => openRecBole(path, options),
};

async function openRecBole(
  path: string,
  { columns, ids = 'string', encoding }: ReaderOptions,
): Promise<Source> {
  const layout = { ...FORMAT, encoding };
  const names = (await listDirectory(path)) ?? [];
  const inter = names.filter((name) => /\.inter(\.gz)?$/.test(name));
  if (inter.length > 1) {
    throw new SeqrecDataError(
      'unknown-format',
      `${path} holds ${inter.length} .inter files (${inter.slice(0, 5).join(', ')}); name the one to read`,
      { file: path },
    );
  }
  const { main, directory, entries } = await findDataFiles(
    path,
    inter.length > 0 ? inter : ['.inter'],
  );
  const stem = basename(main).replace(/\.inter(\.gz)?$/, '');
  const items = findIn(directory, entries, [`${stem}.item`]);
  const users = findIn(directory, entries, [`${stem}.user`]);
  const itemIds = { name: columns.item ?? 'item_id', ids };
  const userIds = { name: columns.user ?? 'user_id', ids };
  let found: ColumnNames | undefined;
  let times = new TimestampReader();
  return {
    format: 'recbole',
    files: [main, ...[items, users].filter((file) => file !== undefined)],
    settings: { columns, ids, encoding },
    get layout() {
      return found && { encoding: notUtf8(encoding), columns: found };
    },
    get timestampUnit() {
      return times.type === 'date' ? 'milliseconds' : undefined;
    },
    interactions: (options) => {
      times = new TimestampReader();
      const openFile = (...file: InterFile): RowReader<Interaction> => {
        const fields = interFields(file, columns);
        found = fields.columns;
        return columnReader(fields.names, fields.columns, { ids, times });
      };
      return readRows([main], layout, openFile, options);
    },
    ...(items !== undefined && {
      items: (options?: ReadOptions) =>
        readRows([items], layout, (header, file) => openItem(header, itemIds, file), options),
    }),
    ...(users !== undefined && {
      users: (options?: ReadOptions) =>
        readRows([users], layout, (header, file) => openUser(header, userIds, file), options),
    }),
  };
}

type InterFile = [header: readonly string[], file: string, rows: readonly (readonly string[])[]];

function interFields(
  [header, file, rows]: InterFile,
  named: Partial<ColumnNames>,
): { readonly names: readonly string[]; readonly columns: ColumnNames } {
  const fields = readHeader(header, file);
  const names = fields.map(({ name }) => name);
  const columns = resolveColumns(names, named, file, {
    samples: (name) => rows.slice(1).map((row) => row[names.indexOf(name)] ?? ''),
  });
  for (const [role, types] of [
    ['user', ['token']],
    ['item', ['token']],
    ['timestamp', ['float', 'token']],
    ['value', ['float']],
    ['session', ['token']],
    ['disliked', ['float', 'token']],
  ] as const) {
    const field = fields.find(({ name }) => name === columns[role]);
    if (field !== undefined && !(types as readonly string[]).includes(field.type)) {
      throw new SeqrecDataError(
        'bad-file',
        `${file}:1: ${field.name} has the type ${field.type}, as ${role} it must be ${types.join(' or ')}`,
        { file, line: 1 },
      );
    }
  }
  return { names, columns };
}

/** The field of the ids, and how they are read. */
interface IdField {
  readonly name: string;
  readonly ids: IdType;
}

function openItem(
  header: readonly string[],
  idField: IdField,
  file: string,
): RowReader<ItemDetails> {
  const fields = readHeader(header, file);
  const titleAt = fields.findIndex(({ name }) => name !== idField.name && /title|name/i.test(name));
  const read = attributesReader(fields, idField, file);
  return (row) => {
    const { id, attributes } = read(row);
    const { [fields[titleAt]?.name ?? '']: title, ...others } = attributes;
    // A title of several words has the type token_seq.
    return title === undefined
      ? { id, attributes }
      : { id, title: row[titleAt] ?? '', attributes: others };
  };
}

function openUser(
  header: readonly string[],
  idField: IdField,
  file: string,
): RowReader<UserDetails> {
  return attributesReader(readHeader(header, file), idField, file);
}

/** Reads the id of a row, and its other fields as attributes; empty ones are absent. */
function attributesReader(
  fields: readonly Field[],
  { name: idName, ids }: IdField,
  file: string,
): RowReader<UserDetails> {
  if (!fields.some(({ name }) => name === idName)) {
    throw new SeqrecDataError('bad-file', `${file}:1: no field ${idName}`, { file, line: 1 });
  }
  return (row) => {
    if (row.length !== fields.length) {
      throw new FieldError(`expected ${fields.length} fields, got ${row.length}`);
    }
    let id: UserDetails['id'] | undefined;
    const attributes: Record<string, string | number | string[]> = {};
    fields.forEach(({ name, type }, i) => {
      const text = row[i] ?? '';
      if (name === idName) id = readId(text, ids, name);
      else if (text === '') return;
      else if (type === 'token') attributes[name] = text;
      else if (type === 'float') attributes[name] = Number(text);
      else attributes[name] = text.split(' ');
    });
    if (id === undefined) throw new FieldError(`${idName} is empty`);
    return { id, attributes };
  };
}

function readHeader(header: readonly string[], file: string): readonly Field[] {
  return header.map((text) => {
    const [, name, type] = /^(.+):(token|token_seq|float|float_seq)$/.exec(text) ?? [];
    if (name === undefined || type === undefined) {
      throw new SeqrecDataError(
        'bad-file',
        `${file}:1: ${quote(text)} is not a field of RecBole; expected a name and a type, as in user_id:token`,
        { file, line: 1 },
      );
    }
    return { name, type: type as FieldType };
  });
}
