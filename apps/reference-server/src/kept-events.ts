import { randomUUID } from 'node:crypto';
import type { ExternalId } from '@org/seqrec-data';
import type { EventStore, Interaction, StoreEvent } from '@org/store';
import { refuse } from './problem.js';
import { inSpan, type TracedCaller } from './trace.js';
import type { SentEvent } from './user-schemas.js';

/** Clocks differ, but not by more; a later event would be the newest of its user until then. */
const MAX_AHEAD_MS = 86_400_000;

/** Waits for work no longer than the caller does. The work itself goes on. The wait is a span of this name. */
export function inTime<Value>(
  name: string,
  work: Promise<Value>,
  { signal, span }: TracedCaller,
): Promise<Value> {
  return inSpan(span, name, () => raced(work, signal));
}

async function raced<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Events as they are kept: with an id and a time. */
export function completeEvents(sent: readonly SentEvent[], now: number): readonly StoreEvent[] {
  return sent.map(
    ({ id = randomUUID(), time = now, value, context, recommendationId, ...rest }, place) => {
      if (time > now + MAX_AHEAD_MS) {
        const path = `events.${place}.time`;
        const message = `${time} is more than a day ahead: expected milliseconds since 1970`;
        refuse(422, `${path}: ${message}`, { errors: [{ path, message }] });
      }
      return {
        ...{ id, time, ...rest },
        ...(value !== undefined && { value }),
        ...(context !== undefined && { context }),
        ...(recommendationId !== undefined && { recommendationId }),
      };
    },
  );
}

export interface UserOptions {
  readonly idType?: 'text' | 'number' | undefined;
  /** What to do where both the text and the number have events: take the text, or refuse with 409. */
  readonly both: 'text' | 'refuse';
}

/**
 * The user whom a path names, which holds only text: the number of these digits where that has events and the text has
 * none.
 */
export async function userOf(
  store: EventStore,
  text: string,
  { idType, both }: UserOptions,
): Promise<ExternalId> {
  const number = /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : Number.NaN;
  const isNumber = Number.isSafeInteger(number);
  if (idType === 'number' && !isNumber) {
    refuse(
      422,
      `${JSON.stringify(text)} is not a whole number up to 2^53 − 1: leave out idType=number`,
    );
  }
  if (idType === 'number') return number;
  if (idType === 'text' || !isNumber) return text;
  const has = async (user: ExternalId) => (await store.interactions(user, { limit: 1 })).length > 0;
  const [asText, asNumber] = await Promise.all([has(text), has(number)]);
  if (asText && asNumber && both === 'refuse') {
    refuse(
      409,
      `there are events of the text "${text}" and of the number ${text}: say which by ?idType=text or ?idType=number`,
    );
  }
  return asNumber && !asText ? number : text;
}

/** Items and times of a user's events, as a request for recommendations takes them; times are in milliseconds. */
export function historyOf(events: readonly Interaction[]): {
  readonly history: ExternalId[];
  readonly timestamps: number[];
  readonly disliked: ExternalId[];
} {
  const isDislike = ({ type }: Interaction) => type === 'dislike';
  const taken = events.filter((event) => !isDislike(event));
  return {
    history: taken.map(({ item }) => item),
    timestamps: taken.map(({ time }) => time),
    disliked: events.filter(isDislike).map(({ item }) => item),
  };
}
