import { expect, it } from 'vitest';
import { packItems, splitItems } from './packed-items.js';
import { packInThread } from './packing-thread.js';

// The thread runs the built script: `pnpm build` first.
const script = new URL('../dist/model-worker.js', import.meta.url);
const pack = (text: string) =>
  packInThread(
    { kind: 'packing', lines: splitItems(Buffer.from(text)), file: 'items.jsonl' },
    script,
  );

it('packs in a thread what the same lines give here', async () => {
  const text = '{"index":1,"id":"a","title":"Heat"}\n{"index":2,"id":7,"title":"heat"}\n';
  expect(await pack(text)).toEqual(packItems(splitItems(Buffer.from(text)), 'items.jsonl'));
});

it('says which line is not an item', async () => {
  await expect(pack('{"index":1,"id":"a"}\n{"index":2}\n')).rejects.toThrow(
    'items.jsonl:2: not an item',
  );
});

it('says when the thread ends without a word', async () => {
  const mute = new URL('data:text/javascript,process.exit(3)');
  const lines = splitItems(Buffer.from(''));
  await expect(packInThread({ kind: 'packing', lines, file: 'items.jsonl' }, mute)).rejects.toThrow(
    'the thread that packs the items exited with 3',
  );
});

it.each([
  ['items', '{"index":1,"id":"a"}\n'],
  ['a line that is not an item', '{"index":1}\n'],
])('ends the thread after it has read %s', async (_, text) => {
  const exit = new Promise((resolve) => {
    process.once('worker', (worker) => worker.once('exit', resolve));
  });
  await pack(text).catch(() => {});
  expect(await exit).toBe(0);
});
