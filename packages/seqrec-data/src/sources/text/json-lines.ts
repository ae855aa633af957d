import type { Interaction } from '../interaction.js';
import { areItemsLive, itemFileSettings, withItemFile } from '../layouts/item-file.js';
import { readItemFile } from '../layouts/read-item-file.js';
import type { Source, SourceLayout } from '../source.js';
import type { ReaderOptions, SourceReader } from '../source-definition.js';
import { type ColumnNames, resolveColumns } from './columns.js';
import { notUtf8 } from './encoding.js';
import { FieldError, type IdType, TimestampReader } from './field.js';
import {
  type JsonObject,
  jsonFlag,
  jsonId,
  jsonTimestamp,
  jsonValue,
  readJsonObject,
} from './json-object.js';
import { readLines } from './read-lines.js';

/**
 * JSON Lines: each line is an object that holds one interaction, or a user with a list of items. Lists of times and values
 * are as long as that of the items.
 */
export const jsonLines: SourceReader = {
  detection: {
    byName: (name) => /\.(jsonl|ndjson)$/.test(name),
    byLines: ([first = '']) => first.startsWith('{'),
  },
  open: openJsonLines,
};

function openJsonLines(files: readonly string[], options: ReaderOptions): Source {
  const { columns: named, ids, timestamps, encoding, items } = options;
  let layout: SourceLayout | undefined;
  let times = new TimestampReader(timestamps);
  return {
    format: 'jsonl',
    files: withItemFile(files, items),
    ...(areItemsLive(items) && { live: true }),
    settings: {
      ...{ columns: named, ids, timestamps, encoding },
      ...(items && { items: itemFileSettings(items) }),
    },
    get layout() {
      return layout;
    },
    get timestampUnit() {
      return times.type === 'date' ? 'milliseconds' : undefined;
    },
    interactions: (readOptions) => {
      let columns: ColumnNames | undefined;
      times = new TimestampReader(timestamps);
      const readLine = (line: string): readonly Interaction[] => {
        const object = readJsonObject(line);
        // The first line decides: later ones may lack a key that has no value there.
        if (columns === undefined) {
          columns = resolveColumns(Object.keys(object), named, files[0] ?? '', {
            timestamps,
            samples: (key) => [object[key]].flat().slice(0, 1).map(String),
          });
          const isList = Array.isArray(object[columns.item]);
          layout = { encoding: notUtf8(encoding), isList, columns };
        }
        return readObject(object, columns, { ids, times });
      };
      return readLines(files, readLine, { ...readOptions, encoding });
    },
    ...(items !== undefined && {
      items: (readOptions) => readItemFile(items, ids, readOptions),
    }),
  };
}

function readObject(
  object: JsonObject,
  columns: ColumnNames,
  { ids, times }: { readonly ids: IdType | undefined; readonly times: TimestampReader },
): Interaction[] {
  const items = object[columns.item];
  const count = Array.isArray(items) ? items.length : undefined;
  const at = (key: string, i: number): unknown => {
    const value = object[key];
    if (count === undefined || !Array.isArray(value)) return value;
    if (value.length !== count) {
      throw new FieldError(`${key} has ${value.length} elements, ${columns.item} ${count}`);
    }
    return value[i];
  };
  const { user, item, timestamp, value, session, disliked } = columns;
  return Array.from({ length: count ?? 1 }, (_, i) => {
    const interaction: Interaction = {
      user: jsonId(object[user], user, ids),
      item: jsonId(at(item, i), item, ids),
    };
    if (timestamp !== undefined) {
      interaction.timestamp = jsonTimestamp(at(timestamp, i), times, timestamp);
    }
    const number = value === undefined ? undefined : jsonValue(at(value, i), value);
    if (number !== undefined) interaction.value = number;
    if (session !== undefined) interaction.session = jsonId(at(session, i), session, 'string');
    if (disliked !== undefined && jsonFlag(at(disliked, i), disliked)) interaction.disliked = true;
    return interaction;
  });
}
