import { randomUUID } from 'node:crypto';
import { createClient } from '@redis/client';
import { afterAll, describe, expect, test } from 'vitest';
import { openRedisStore } from './redis-store.js';
import { testStoreContract } from './testing/store-contract.js';

const server = process.env.ORG_REDIS_URL;
if (server === undefined) {
  console.warn(
    'most of redis-store.test.ts is skipped: set ORG_REDIS_URL to a server with appendfsync always',
  );
}

/** Keys of this run begin with it. */
const run = `seqrec-test-${randomUUID()}`;
let stores = 0;
const newName = () => {
  stores += 1;
  return `${run}-${stores}`;
};

describe.skipIf(server === undefined)('the store in Redis', () => {
  const url = server ?? '';
  let name: string;
  testStoreContract({
    open: () => {
      name = newName();
      return openRedisStore(url, { name });
    },
    openAgain: () => openRedisStore(url, { name }),
  });

  const keys = async (pattern: string) => {
    const client = await createClient({ url }).connect();
    const found = await client.keys(pattern);
    await client.close();
    return found;
  };

  test('leaves no key of a user who was deleted, however many events there were', async () => {
    const name = newName();
    const store = await openRedisStore(url, { name });
    const events = Array.from({ length: 2500 }, (_, n) => ({
      ...{ id: `${n}`, user: 'ann', item: n, time: n, type: 'view' },
    }));
    await store.append(events);
    expect(await store.merge('ann', 'bob')).toBe(2500);
    expect(await store.merge('session', 'ann')).toBe(0);
    expect(await store.delete('bob')).toBe(2500);
    await store.close();
    // The number of the last event tells nothing of anybody.
    expect(await keys(`${name}:*`)).toEqual([`${name}:arrival`]);
  });

  test('refuses a server that answers before events are on its disk', async () => {
    const client = await createClient({ url }).connect();
    await client.configSet('appendfsync', 'everysec');
    try {
      await expect(openRedisStore(url, { name: newName() })).rejects.toMatchObject({
        code: 'not-durable',
        message: expect.stringContaining('appendfsync everysec'),
      });
    } finally {
      await client.configSet('appendfsync', 'always');
      await client.close();
    }
  });

  afterAll(async () => {
    const client = await createClient({ url }).connect();
    const made = await client.keys(`${run}*`);
    if (made.length > 0) await client.del(made);
    await client.close();
  });
});

test('a server that is not there is named, without the password', async () => {
  await expect(openRedisStore('redis://me:secret@127.0.0.1:1/0')).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/^Redis 127\.0\.0\.1:1: (?!.*secret)/),
  });
});
