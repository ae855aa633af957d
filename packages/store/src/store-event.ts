import type { ExternalId } from '@org/seqrec-data';
import { StoreError } from './error.js';

/** One event: a user did something with an item. */
export interface StoreEvent {
  /** Identifies the event. If several events have the same id, only the first is stored, so an append can be repeated. */
  readonly id: string;
  /** A number stays a number: `5` and `'5'` are different users. */
  readonly user: ExternalId;
  readonly item: ExternalId;
  /** When it happened: milliseconds since 1970, a whole number. */
  readonly time: number;
  /** What happened, e.g. `view`, `click`, `purchase`, `dislike`. */
  readonly type: string;
  /** How much: a rating, a price, a share watched. */
  readonly value?: number;
  /** Where it happened: a JSON object whose keys the program chooses. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** The recommendation that led to it. */
  readonly recommendationId?: string;
}

/** What an event may hold. Databases index ids, and an index takes no long ones. */
export const EVENT_LIMITS = {
  /** UTF-16 units of a user's, an item's, an event's or a recommendation's id. */
  idLength: 256,
  /** UTF-16 units of a type. */
  typeLength: 64,
  /** UTF-16 units of a context, as JSON. */
  contextLength: 8192,
  /** The moments that a `Date` holds, in milliseconds from 1970 either way. */
  time: 8.64e15,
} as const;

/** An event as adapters keep it. */
export interface EventRow {
  readonly id: string;
  readonly user: ExternalId;
  readonly item: ExternalId;
  readonly time: number;
  readonly type: string;
  readonly value: number | null;
  /** JSON. */
  readonly context: string | null;
  readonly recommendation: string | null;
}

/** @throws StoreError `invalid-event` that names the field. */
export function rowOf(event: StoreEvent): EventRow {
  const { id, user, item, time, type, value, context, recommendationId } = event;
  requireText('id', id, EVENT_LIMITS.idLength);
  requireText('type', type, EVENT_LIMITS.typeLength);
  if (recommendationId !== undefined) {
    requireText('recommendationId', recommendationId, EVENT_LIMITS.idLength);
  }
  if (!Number.isSafeInteger(time) || Math.abs(time) > EVENT_LIMITS.time) {
    invalid('time', 'whole milliseconds since 1970', time);
  }
  if (value !== undefined && !Number.isFinite(value)) invalid('value', 'a finite number', value);
  return {
    ...{ id, type },
    user: requireId('user', user),
    item: requireId('item', item),
    // The sum makes 0 of -0, which not every database keeps.
    time: time + 0,
    value: value === undefined ? null : value + 0,
    context: context === undefined ? null : contextText(context),
    recommendation: recommendationId ?? null,
  };
}

export function eventOf(row: EventRow): StoreEvent {
  const { id, user, item, time, type, value, context, recommendation } = row;
  return {
    ...{ id, user, item, time, type },
    ...(value !== null && { value }),
    ...(context !== null && { context: JSON.parse(context) }),
    ...(recommendation !== null && { recommendationId: recommendation }),
  };
}

/** @throws StoreError `invalid-event` that names the field. */
export function requireId(field: string, id: ExternalId): ExternalId {
  if (typeof id === 'number') {
    if (!Number.isSafeInteger(id)) invalid(field, 'text or a whole number up to 2^53 − 1', id);
    return id + 0;
  }
  requireText(field, id, EVENT_LIMITS.idLength);
  return id;
}

function requireText(field: string, text: string, length: number): void {
  if (typeof text !== 'string' || text === '') invalid(field, 'text that is not empty', text);
  if (text.length > length) {
    throw new StoreError(
      'invalid-event',
      `${field}: has ${text.length} characters, and at most ${length} are kept`,
    );
  }
  // Neither survives UTF-8 and C strings, so that two ids could become one.
  if (text.includes('\0')) invalid(field, 'text without U+0000', text);
  if (/\p{Surrogate}/u.test(text)) invalid(field, 'text without half a surrogate pair', text);
}

function contextText(context: Readonly<Record<string, unknown>>): string {
  if (typeof context !== 'object' || context === null || Array.isArray(context)) {
    invalid('context', 'a JSON object', context);
  }
  let text: string;
  try {
    text = JSON.stringify(context);
  } catch (cause) {
    const reason = cause instanceof RangeError ? 'is nested too deep' : 'is not JSON';
    throw new StoreError('invalid-event', `context: ${reason}`, cause);
  }
  if (text.length > EVENT_LIMITS.contextLength) {
    throw new StoreError(
      'invalid-event',
      `context: has ${text.length} characters as JSON, and at most ${EVENT_LIMITS.contextLength} are kept`,
    );
  }
  return text;
}

function invalid(field: string, expected: string, value: unknown): never {
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : String(value);
  throw new StoreError('invalid-event', `${field}: expected ${expected}, got ${shown}`);
}
