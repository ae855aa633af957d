import { SeqrecDataError } from '../error.js';
import { type ExternalId, type Interaction, isExternalId } from '../sources/interaction.js';
import { isTime } from '../sources/text/field.js';
import type { UserEvents } from '../sources/user-events.js';
import { GrowingColumn } from './growing-column.js';
import { IdNumbers } from './id-numbers.js';

/** The columns of interactions, in the order of the source. */
export interface InteractionColumns {
  readonly rows: number;
  /** [rows], positions in `userIds`. */
  readonly users: Int32Array;
  /** [rows], positions in `itemIds`. */
  readonly items: Int32Array;
  /** [rows]; absent if rows have no times. */
  readonly timestamps?: Float64Array;
  /** [rows], NaN for a row without one; absent if no row has one. */
  readonly values?: Float32Array;
  /** [rows], -1 for a row without one; absent if no row has one. Equal numbers are equal session ids. */
  readonly sessions?: Int32Array;
  /** [rows], 1 for a dislike of the source; absent if it has none. */
  readonly disliked?: Uint8Array;
}

/** Interactions in columns. Users, items and sessions are numbered as they appear. */
export interface InteractionTable extends InteractionColumns {
  readonly userIds: readonly ExternalId[];
  readonly itemIds: readonly ExternalId[];
  /** Whether any timestamp has a fraction. */
  readonly fractionalTimes?: true;
}

const ID_RULE = 'user and item are texts or whole numbers';
const TIME_RULE = 'a timestamp is a number of at most 2^53';

/** Collects interactions, in 17 to 33 bytes each. */
export class InteractionTableBuilder {
  readonly #userIds = new IdNumbers();
  readonly #itemIds = new IdNumbers();
  readonly #sessionIds = new IdNumbers();
  readonly #users = new GrowingColumn(Int32Array);
  readonly #items = new GrowingColumn(Int32Array);
  // Doubles hold every safe integer, and sort faster than bigints.
  readonly #timestamps = new GrowingColumn(Float64Array);
  readonly #values = new GrowingColumn(Float32Array);
  readonly #sessions = new GrowingColumn(Int32Array);
  readonly #disliked = new GrowingColumn(Uint8Array);

  #fractionalTimes = false;
  /** Whether rows have times, once there is a row. */
  #timed: boolean | undefined;
  /** Rows that were taken out. */
  #taken = 0;

  get rows(): number {
    return this.#taken + this.#users.length;
  }

  /** The rows that {@link take} would give. */
  get waiting(): number {
    return this.#users.length;
  }

  get fractionalTimes(): boolean {
    return this.#fractionalTimes;
  }

  get userIds(): readonly ExternalId[] {
    return this.#userIds.ids;
  }

  get itemIds(): readonly ExternalId[] {
    return this.#itemIds.ids;
  }

  add(interactions: readonly Interaction[]): void {
    let lastUser: ExternalId | undefined;
    let lastNumber = 0;
    for (const interaction of interactions) {
      const { user, item, timestamp, value, session, disliked } = interaction;
      const row = this.#users.length;
      if (!isExternalId(user) || !isExternalId(item)) {
        throw badRow(this.rows, ID_RULE, { user, item });
      }
      this.#checkTimed(timestamp !== undefined);
      if (timestamp !== undefined) {
        if (!Number.isSafeInteger(timestamp)) {
          if (!isTime(timestamp)) throw badRow(this.rows, TIME_RULE, timestamp);
          this.#fractionalTimes = true;
        }
        this.#timestamps.push(timestamp);
      }
      // In most files the rows of a user are consecutive.
      if (user !== lastUser) {
        lastUser = user;
        lastNumber = this.#userIds.numberOf(user);
      }
      this.#users.push(lastNumber);
      this.#items.push(this.#itemIds.numberOf(item));
      // A rare column is filled only when a row has a value for it.
      if (value !== undefined) {
        this.#values.fillTo(row, Number.NaN);
        this.#values.push(value);
      }
      if (session !== undefined) {
        this.#sessions.fillTo(row, -1);
        this.#sessions.push(this.#sessionIds.numberOf(session));
      }
      if (disliked === true) {
        this.#disliked.fillTo(row, 0);
        this.#disliked.push(1);
      }
    }
  }

  /** Adds the events of a user, column by column. */
  addEvents({ user, items, timestamps, values, disliked, session }: UserEvents): void {
    const count = items.length;
    if (count === 0) return;
    const row = this.#users.length;
    const place = this.rows;
    for (const column of [timestamps, values, disliked]) {
      if (column !== undefined && column.length !== count) {
        throw badRow(
          place,
          `${count} items need as many values in every column; got ${column.length}`,
        );
      }
    }
    if (!isExternalId(user)) throw badRow(place, ID_RULE, user);
    const number = this.#userIds.numberOf(user);
    this.#users.fillTo(row + count, number);
    this.#items.reserve(row + count);
    for (let i = 0; i < count; i += 1) {
      const item = items[i];
      if (!isExternalId(item)) throw badRow(place + i, ID_RULE, item);
      this.#items.push(this.#itemIds.numberOf(item));
    }
    this.#checkTimed(timestamps !== undefined, place);
    if (timestamps !== undefined) {
      const wrong = timestamps.findIndex((time) => !isTime(time));
      if (wrong >= 0) throw badRow(place + wrong, TIME_RULE, timestamps[wrong]);
      this.#fractionalTimes ||= timestamps.some((time) => !Number.isInteger(time));
      this.#timestamps.append(timestamps);
    }
    if (values !== undefined) {
      this.#values.fillTo(row, Number.NaN);
      this.#values.append(values);
    }
    if (session !== undefined) {
      this.#sessions.fillTo(row, -1);
      this.#sessions.fillTo(row + count, this.#sessionIds.numberOf(session));
    }
    if (disliked?.includes(true) === true) {
      this.#disliked.fillTo(row, 0);
      this.#disliked.append(disliked.map(Number));
    }
  }

  /** Refuses rows that have times after rows without, or none after rows with times. */
  #checkTimed(hasTimes: boolean, row = this.rows): void {
    this.#timed ??= hasTimes;
    if (this.#timed === hasTimes) return;
    throw badRow(
      hasTimes ? 0 : row,
      'it has no timestamp, and others have; give all interactions a timestamp, or none to keep their order',
    );
  }

  /** The columns of the rows since the last call, which the builder then forgets; it keeps the ids. */
  take(): InteractionColumns {
    const rows = this.#users.length;
    const taken = <A extends Float32Array | Float64Array | Int32Array | Uint8Array>(
      column: GrowingColumn<A>,
      missing: number,
    ): A | undefined => {
      if (column.length === 0) return undefined;
      column.fillTo(rows, missing);
      return column.take();
    };
    const timestamps = taken(this.#timestamps, 0);
    const values = taken(this.#values, Number.NaN);
    const sessions = taken(this.#sessions, -1);
    const disliked = taken(this.#disliked, 0);
    this.#taken += rows;
    return {
      ...{ rows, users: this.#users.take(), items: this.#items.take() },
      ...(timestamps && { timestamps }),
      ...(values && { values }),
      ...(sessions && { sessions }),
      ...(disliked && { disliked }),
    };
  }

  finish(): InteractionTable {
    const { rows } = this;
    const whole = <A extends Float32Array | Int32Array | Uint8Array>(
      column: GrowingColumn<A>,
      missing: number,
    ): A | undefined => {
      if (column.length === 0) return undefined;
      column.fillTo(rows, missing);
      return column.values();
    };
    const values = whole(this.#values, Number.NaN);
    const sessions = whole(this.#sessions, -1);
    const disliked = whole(this.#disliked, 0);
    return {
      rows,
      userIds: this.#userIds.ids,
      itemIds: this.#itemIds.ids,
      users: this.#users.values(),
      items: this.#items.values(),
      ...(this.#fractionalTimes && { fractionalTimes: true as const }),
      ...(this.#timestamps.length > 0 && { timestamps: this.#timestamps.values() }),
      ...(values && { values }),
      ...(sessions && { sessions }),
      ...(disliked && { disliked }),
    };
  }
}

function badRow(row: number, rule: string, got?: unknown): SeqrecDataError {
  return new SeqrecDataError(
    'bad-row',
    `interaction ${row + 1}: ${rule}${got === undefined ? '' : `; got ${JSON.stringify(got)}`}`,
    { line: row + 1 },
  );
}
