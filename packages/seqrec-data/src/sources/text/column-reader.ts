import type { Interaction } from '../interaction.js';
import type { ColumnNames } from './columns.js';
import {
  FieldError,
  type IdType,
  readFlag,
  readId,
  readValue,
  type TimestampReader,
} from './field.js';
import type { RowReader } from './read-rows.js';

export interface ColumnTypes {
  readonly ids: IdType;
  readonly times: TimestampReader;
}

/** Reads interactions from rows whose columns have names; a row with more or fewer fields is a bad row. */
export function columnReader(
  header: readonly string[],
  columns: ColumnNames,
  { ids, times }: ColumnTypes,
): RowReader<Interaction> {
  const positionOf = (name: string | undefined): number =>
    name === undefined ? -1 : header.indexOf(name);
  const userAt = positionOf(columns.user);
  const itemAt = positionOf(columns.item);
  const timestampAt = positionOf(columns.timestamp);
  const valueAt = positionOf(columns.value);
  const sessionAt = positionOf(columns.session);
  const dislikedAt = positionOf(columns.disliked);
  const { user = '', item = '', timestamp = '', value = '', session = '', disliked = '' } = columns;

  return (fields) => {
    if (fields.length !== header.length) {
      throw new FieldError(`expected ${header.length} fields, got ${fields.length}`);
    }
    const interaction: Interaction = {
      user: readId(fields[userAt] ?? '', ids, user),
      item: readId(fields[itemAt] ?? '', ids, item),
    };
    if (timestampAt >= 0) {
      interaction.timestamp = times.read(fields[timestampAt] ?? '', timestamp);
    }
    if (valueAt >= 0) {
      const number = readValue(fields[valueAt] ?? '', value);
      if (number !== undefined) interaction.value = number;
    }
    if (sessionAt >= 0) {
      interaction.session = readId(fields[sessionAt] ?? '', 'string', session);
    }
    if (dislikedAt >= 0 && readFlag(fields[dislikedAt] ?? '', disliked)) {
      interaction.disliked = true;
    }
    return interaction;
  };
}
