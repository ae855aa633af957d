import type { Client, Item, KeptEvent } from '@org/client';
import { useMemo, useState } from 'preact/hooks';
import { isMissing, keyOf, labelOf } from './api.js';
import { useAnswer } from './use-answer.js';

export interface UserPanelProps {
  readonly client: Client;
  /** The model whose items give the titles. */
  readonly reference: string | undefined;
  readonly keepsEvents: boolean;
  readonly user: string | undefined;
  readonly onUser: (user: string) => void;
  /** Changes when an event is recorded. */
  readonly recorded: number;
  /** The type of the event that a click on an item records; undefined for none. */
  readonly eventType: string | undefined;
  readonly onEventType: (type: string | undefined) => void;
  /** Why the last event was not kept. */
  readonly refusal: string | undefined;
  readonly onCopy: (items: readonly Item[]) => void;
}

const TYPES = ['view', 'click', 'purchase', 'dislike'];
const SHOWN = 50;

/** The kept events of a user, the newest first. */
export function UserPanel(props: UserPanelProps) {
  if (!props.keepsEvents) {
    return (
      <div class="empty">
        <p>This server keeps no events, so it knows no users. Start it with a store:</p>
        <pre>STORE=sqlite:events.db</pre>
      </div>
    );
  }
  return <KeptUser {...props} />;
}

function KeptUser(props: UserPanelProps) {
  const { client, reference, user, onUser, recorded, eventType, onEventType, onCopy } = props;
  const [typed, setTyped] = useState(user ?? '');
  const request = useMemo(() => {
    if (user === undefined) return undefined;
    return async (signal: AbortSignal) => {
      const events = await eventsOf(client, user, signal);
      const titles = await titlesOf({ client, reference }, events.slice(-SHOWN), signal);
      return events.map((event) => ({ ...event, ...titles.get(keyOf(event.item)) }));
    };
  }, [client, reference, user, recorded]);
  const { value: events, ...read } = useAnswer(request);
  const failure = read.failure ?? props.refusal;
  return (
    <>
      <form
        class="search"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim() !== '') onUser(typed.trim());
        }}
      >
        <label for="user">User</label>
        <div class="field">
          <input
            id="user"
            type="text"
            autocomplete="off"
            spellcheck={false}
            placeholder="The id of a user"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
          <button type="submit" class="primary">
            Show
          </button>
        </div>
      </form>
      {failure !== undefined && (
        <p class="warning" role="alert">
          {failure}
        </p>
      )}
      {user !== undefined && events && (
        <>
          <div class="list-head">
            <h2>
              Events of <bdi>{user}</bdi>
            </h2>
            {events.length > 0 && (
              <button type="button" class="quiet" onClick={() => onCopy(itemsOf(events))}>
                Use as history
              </button>
            )}
          </div>
          {events.length === 0 ? (
            <p class="empty">Nothing is kept of this user, so the list shows what is popular.</p>
          ) : (
            <ol class="events">
              {[...events]
                .reverse()
                .slice(0, SHOWN)
                .map((event) => (
                  <li key={event.id}>
                    <span class="type">{event.type}</span>
                    <bdi>{labelOf({ ...event, id: event.item })}</bdi>
                    <time dateTime={new Date(event.time).toISOString()}>
                      {timeText(event.time)}
                    </time>
                  </li>
                ))}
            </ol>
          )}
          <label class="inline">
            A click on an item of the list records
            <select
              value={eventType ?? ''}
              onChange={(event) => onEventType(event.currentTarget.value || undefined)}
            >
              <option value="">nothing</option>
              {TYPES.map((type) => (
                <option key={type} value={type}>
                  a {type}
                </option>
              ))}
            </select>
          </label>
        </>
      )}
    </>
  );
}

type ShownEvent = KeptEvent & Pick<Item, 'title'>;

async function eventsOf(client: Client, user: string, signal: AbortSignal): Promise<KeptEvent[]> {
  try {
    const events: KeptEvent[] = [];
    for await (const event of client.user(user, 'either').allEvents({ signal })) events.push(event);
    return events;
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Titles by the key of the item. Items unknown to the model have none. */
async function titlesOf(
  { client, reference }: Pick<UserPanelProps, 'client' | 'reference'>,
  events: readonly KeptEvent[],
  signal: AbortSignal,
): Promise<Map<string, Pick<Item, 'title'>>> {
  const ids = new Map(events.map(({ item }) => [keyOf(item), item]));
  const found = await Promise.all(
    [...ids].map(async ([key, id]) => {
      try {
        const { title } = await client.item(id, { model: reference, signal });
        return [key, { ...(title !== undefined && { title }) }] as const;
      } catch (error) {
        if (isMissing(error)) return [key, {}] as const;
        throw error;
      }
    }),
  );
  return new Map(found);
}

/** The items of events as a history: each once, at its newest event, without those that were disliked. */
function itemsOf(events: readonly ShownEvent[]): Item[] {
  const items = new Map<string, Item>();
  for (const { item, title, type } of events) {
    const key = keyOf(item);
    items.delete(key);
    if (type !== 'dislike') items.set(key, { id: item, ...(title !== undefined && { title }) });
  }
  return [...items.values()];
}

const clock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

function timeText(time: number): string {
  return clock.format(time);
}
