import { setImmediate as nextImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { nextTurn } from './turns.js';

it('lets one of those that wait go on in each turn of the event loop, in their order', async () => {
  let turn = 0;
  let isOver = false;
  const counting = (async () => {
    while (!isOver) {
      await nextImmediate();
      turn += 1;
    }
  })();
  const seen: { readonly name: string; readonly turn: number }[] = [];
  const work = async (name: string) => {
    for (let slice = 0; slice < 3; slice += 1) {
      await nextTurn();
      seen.push({ name, turn });
    }
  };
  await Promise.all([work('a'), work('b'), work('c')]);
  isOver = true;
  await counting;

  expect(seen.map(({ name }) => name).join('')).toBe('abcabcabc');
  expect(new Set(seen.map(({ turn }) => turn)).size).toBe(9);
});
