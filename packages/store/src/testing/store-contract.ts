import { expect } from 'vitest';
import { testAppend } from './append-contract.js';
import { testDeletion } from './deletion-contract.js';
import { testItems } from './item-contract.js';
import { testMerge } from './merge-contract.js';
import { testAgainstOracle } from './oracle-contract.js';
import { testReading } from './reading-contract.js';
import { testReopening } from './reopening-contract.js';
import { freshStoreTest, type StoreUnderTest, view } from './store-test.js';

/** What every store promises. Call it inside a `describe` of the adapter. */
export function testStoreContract({ open, openAgain }: StoreUnderTest): void {
  const fresh = freshStoreTest(open);
  testAppend(fresh);
  testReading(fresh);
  testDeletion(fresh);
  testMerge(fresh);
  testItems(fresh);
  testAgainstOracle(fresh);

  fresh('a store that is closed answers nothing, and closing again does nothing', async (store) => {
    const appending = store.append([view('e')]);
    await store.close();
    expect(await appending).toEqual({ stored: 1, duplicates: 0 });
    await store.close();
    await expect(store.append([view('f')])).rejects.toMatchObject({ code: 'closed' });
    await expect(store.history('ann', { limit: 1 })).rejects.toMatchObject({ code: 'closed' });
    await expect(store.changeItem('tea', {}, 0)).rejects.toMatchObject({ code: 'closed' });
    await expect(store.changedItems(0, 1)).rejects.toMatchObject({ code: 'closed' });
    await expect(store.check()).rejects.toMatchObject({ code: 'closed' });
  });

  if (openAgain !== undefined) testReopening({ open, openAgain });
}
