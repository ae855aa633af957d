import type { ExternalId, Interaction } from '../interaction.js';
import {
  FieldError,
  type IdType,
  isTime,
  noId,
  noTime,
  readFlag,
  readId,
  requireKeptOrder,
  type TimestampReader,
} from '../text/field.js';
import type { SqlBlock } from './sql-block.js';
import type { SqlPart, SqlParts } from './sql-columns.js';

export interface SqlTypes {
  /** How ids of texts are read; integers stay integers. */
  readonly ids: IdType | undefined;
  /** Reads times of texts. */
  readonly times: TimestampReader;
}

/** Reads the interaction in a row of a block; throws a {@link FieldError} when it cannot. */
export function sqlReader(
  parts: SqlParts,
  { ids = 'string', times }: SqlTypes,
): (block: SqlBlock, row: number) => Interaction {
  const { user, item, timestamp, value, session, disliked } = parts;
  const order = Object.values(parts);
  const at = (part: SqlPart | undefined): number => (part === undefined ? -1 : order.indexOf(part));
  const userAt = at(user);
  const itemAt = at(item);
  const timestampAt = at(timestamp);
  const valueAt = at(value);
  const sessionAt = at(session);
  const dislikedAt = at(disliked);

  return (block, row) => {
    const interaction: Interaction = {
      user: idOf(block[userAt]?.[row], ids, user),
      item: idOf(block[itemAt]?.[row], ids, item),
    };
    if (timestamp !== undefined) {
      interaction.timestamp = timestampOf(block[timestampAt]?.[row], times, timestamp);
    }
    if (value !== undefined) {
      const number = block[valueAt]?.[row];
      if (typeof number === 'number') {
        if (!Number.isFinite(number))
          throw new FieldError(`${value.name} is not a number: ${number}`);
        interaction.value = number;
      }
    }
    if (session !== undefined) {
      interaction.session = idOf(block[sessionAt]?.[row], 'string', session);
    }
    if (disliked !== undefined && flagOf(block[dislikedAt]?.[row], disliked)) {
      interaction.disliked = true;
    }
    return interaction;
  };
}

function idOf(value: unknown, ids: IdType, { name }: SqlPart): ExternalId {
  if (typeof value === 'string') return readId(value, ids, name);
  if (typeof value !== 'number') throw new FieldError(`${name} is null`);
  // The double is already rounded, so it is not shown.
  if (!Number.isSafeInteger(value)) throw noId(undefined, name);
  return value;
}

function timestampOf(value: unknown, times: TimestampReader, { name, reading }: SqlPart): number {
  if (typeof value === 'string') return times.read(value, name);
  // DuckDB has no milliseconds for the infinite times of SQL.
  if (typeof value !== 'number') {
    throw new FieldError(`${name} is ${reading === 'milliseconds' ? 'null or infinite' : 'null'}`);
  }
  if (reading === 'milliseconds') requireKeptOrder(value, name);
  if (!isTime(value)) throw noTime(name, String(value), value);
  return value + 0;
}

function flagOf(value: unknown, { name }: SqlPart): boolean {
  if (typeof value === 'string') return readFlag(value, name);
  if (value === 1) return true;
  if (value === 0 || value === null) return false;
  throw new FieldError(`${name} is none of 0, 1, true, false: ${value}`);
}
