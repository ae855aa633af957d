import { StoreError } from '../error.js';
import { openNamedStore } from './named-store.js';

// Appends events until it is killed: `endless-appender.ts <store> <name> <round>`. Prints a number of an event once it is
// acknowledged. Several appends wait at once, and each number is appended twice.
const [, , url = '', name = '', round = ''] = process.argv;
const store = await openNamedStore(url, name);
let last = 0;

async function appendForEver(size: number): Promise<never> {
  for (;;) {
    const numbers = Array.from({ length: size }, (_, place) => last + place + 1);
    last += size;
    const events = numbers.map((n) => ({
      id: `${round}-${n}`,
      user: n % 7,
      item: n,
      time: n,
      type: 'view',
    }));
    await store.append(events);
    process.stdout.write(numbers.map((n) => `${n}\n`).join(''));
    await store.append(events);
  }
}

// Where the server of the store is killed, it ends.
await Promise.all([1, 1, 2, 5, 20, 100].map(appendForEver)).catch((error: unknown) => {
  if (!(error instanceof StoreError) || error.code !== 'unavailable') throw error;
});
process.exit();
