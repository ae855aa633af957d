import { createHash } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import type { ExternalId } from '@org/seqrec-data';
import { reasonOf, StoreError } from './error.js';
import type { EventStore, Interaction } from './event-store.js';
import type { ItemRow } from './item-change.js';
import { loadPackage } from './load-package.js';
import { makeStore } from './make-store.js';
import type { OpenStoreOptions } from './open-options.js';
import {
  APPEND,
  CHANGE_ITEMS,
  CHANGED_ITEMS,
  DELETE,
  HISTORY,
  INTERACTIONS,
  MERGE,
  PAGE,
  PRUNE,
} from './redis-scripts.js';
import type { PlacedRow, StoreBackend } from './store-backend.js';
import { EVENT_LIMITS, type EventRow } from './store-event.js';

export interface RedisStoreOptions extends OpenStoreOptions {
  /** The prefix of the keys. Default `seqrec`. */
  readonly name?: string;
}

/** The events of one step of a deletion or merge: Redis serves no one else while a script runs. */
const STEP = 1000;
const CONNECT_MS = 5000;
const ANSWER_MS = 5000;
const MAX_RECONNECT_MS = 2000;

/**
 * Opens a store in Redis. The server must write each command to its log, and the log to its disk, before it answers
 * (`appendonly yes`, `appendfsync always`). Needs the package `@redis/client`.
 */
export async function openRedisStore(
  url: string,
  { name = 'seqrec', readOnly = false }: RedisStoreOptions = {},
): Promise<EventStore> {
  const { createClient } = await loadPackage('@redis/client', () => import('@redis/client'));
  const shown = `Redis ${hostOf(url)}`;
  const client = createClient({
    url,
    // Commands to an unreachable server fail at once.
    disableOfflineQueue: true,
    commandOptions: { timeout: ANSWER_MS },
    socket: {
      connectTimeout: CONNECT_MS,
      reconnectStrategy: (tries) => Math.min(MAX_RECONNECT_MS, 50 * 2 ** Math.min(tries, 6)),
    },
  });
  // Each call rejects with its own error.
  client.on('error', () => {});
  const attempt = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof StoreError) throw cause;
      throw new StoreError('unavailable', `${shown}: ${reasonOf(cause)}`, cause);
    }
  };
  const run = (script: Script, ...args: readonly (string | number)[]): Promise<unknown> =>
    attempt(async () => {
      const options = { arguments: [name, ...args.map(String)] };
      try {
        return await client.evalSha(script.sha, options);
      } catch (error) {
        // The server restarted, and lost the script.
        if (!reasonOf(error).startsWith('NOSCRIPT')) throw error;
        return client.eval(script.text, options);
      }
    });
  const inSteps = async (step: () => Promise<unknown>) => {
    let done = 0;
    for (;;) {
      const some = Number(await step());
      done += some;
      if (some < STEP) return done;
    }
  };

  try {
    await attempt(() => connected(client));
    if (!readOnly) {
      await attempt(() =>
        requireDurable(() => client.configGet(['appendonly', 'appendfsync']), shown),
      );
    }
  } catch (error) {
    client.destroy();
    throw error;
  }
  const backend: StoreBackend = {
    name: shown,
    write: async (rows) =>
      (await run(
        SCRIPTS.append,
        ...rows.flatMap((row) => [row.id, keyOf(row.user), row.time, bodyOf(row)]),
      )) as string[],
    history: async (user, limit, since) =>
      rowsOf(await run(SCRIPTS.history, keyOf(user), limit, Math.ceil(since))).reverse(),
    interactions: async (user, limit, since) => {
      const text = await run(SCRIPTS.interactions, keyOf(user), limit, Math.ceil(since));
      const rows = JSON.parse(text as string) as readonly Interaction[];
      return rows.map(({ item, time, type }) => ({ item, time, type })).reverse();
    },
    page: async (user, after, limit) => {
      const { time, arrival } = after ?? { time: -EVENT_LIMITS.time, arrival: 0 };
      const key = user === undefined ? '' : keyOf(user);
      return rowsOf(await run(SCRIPTS.page, key, limit, time, arrival));
    },
    delete: (user) => inSteps(() => run(SCRIPTS.delete, keyOf(user), STEP)),
    merge: (from, into) => inSteps(() => run(SCRIPTS.merge, keyOf(from), keyOf(into), STEP)),
    prune: async (before, limit) => {
      let pruned = 0;
      while (pruned < limit) {
        const some = Number(await run(SCRIPTS.prune, before, Math.min(STEP, limit - pruned)));
        pruned += some;
        if (some < STEP) break;
      }
      return pruned;
    },
    changeItems: async (changes) => {
      const last = Number(
        await run(
          SCRIPTS.changeItems,
          ...changes.flatMap(({ item, body, after }) => [keyOf(item), body, after]),
        ),
      );
      return last === 0 ? undefined : changes.map((_, place) => last - changes.length + 1 + place);
    },
    changedItems: async (after, limit) => itemsOf(await run(SCRIPTS.changedItems, after, limit)),
    check: () => attempt(async () => void (await client.ping())),
    close: () => attempt(async () => client.destroy()),
  };
  return makeStore(backend, { readOnly });
}

/** Connects for the first time; the client reconnects for as long as the store is open. */
async function connected(client: EventEmitter & { connect(): Promise<unknown> }): Promise<void> {
  let fail = (_: Error) => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  client.once('error', fail);
  try {
    await Promise.race([client.connect(), failed]);
  } finally {
    client.off('error', fail);
  }
}

async function requireDurable(
  read: () => Promise<Record<string, string>>,
  shown: string,
): Promise<void> {
  let settings: Record<string, string>;
  try {
    settings = await read();
  } catch (cause) {
    const sentence = `${shown} does not say whether it writes to its disk before it answers (CONFIG GET: ${reasonOf(cause)}): allow CONFIG GET to this user`;
    throw new StoreError('not-durable', sentence, cause);
  }
  const { appendonly, appendfsync } = settings;
  if (appendonly === 'yes' && appendfsync === 'always') return;
  throw new StoreError(
    'not-durable',
    `${shown} answers before events are on its disk (appendonly ${appendonly}, appendfsync ${appendfsync}): set appendonly yes and appendfsync always`,
  );
}

interface Script {
  readonly text: string;
  readonly sha: string;
}

function script(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

const SCRIPTS = {
  append: script(APPEND),
  history: script(HISTORY),
  interactions: script(INTERACTIONS),
  page: script(PAGE),
  delete: script(DELETE),
  merge: script(MERGE),
  prune: script(PRUNE),
  changeItems: script(CHANGE_ITEMS),
  changedItems: script(CHANGED_ITEMS),
};

/** JSON keeps `5` and `"5"` apart, and has no line feed. */
function keyOf(user: ExternalId): string {
  return JSON.stringify(user);
}

/** Everything but the user, which a merge changes. {@link INTERACTIONS} leaves out what follows the time. */
function bodyOf({ user: _, ...body }: EventRow): string {
  return JSON.stringify(body);
}

function rowsOf(found: unknown): PlacedRow[] {
  const texts = found as readonly string[];
  return Array.from({ length: texts.length / 2 }, (_, place) => {
    const [member = '', event = ''] = texts.slice(2 * place, 2 * place + 2);
    const end = event.indexOf('\n');
    const body = JSON.parse(event.slice(end + 1)) as Omit<EventRow, 'user'>;
    const user = JSON.parse(event.slice(0, end)) as ExternalId;
    return { ...body, user, arrival: Number(member.slice(0, 16)) };
  });
}

function itemsOf(found: unknown): ItemRow[] {
  const texts = found as readonly string[];
  return Array.from({ length: texts.length / 2 }, (_, place) => {
    const [item = '', change = ''] = texts.slice(2 * place, 2 * place + 2);
    const end = change.indexOf('\n');
    return {
      item: JSON.parse(item) as ExternalId,
      revision: Number(change.slice(0, end)),
      body: change.slice(end + 1),
    };
  });
}

/** Without user and password. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'at a URL that cannot be read';
}
