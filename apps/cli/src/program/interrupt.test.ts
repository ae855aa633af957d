import { expect, test } from 'vitest';
import { onInterrupt } from './interrupt.js';

test('signals of one key press count once; a later one is the second', () => {
  const calls: string[] = [];
  let time = 0;
  const stop = onInterrupt(
    { first: () => calls.push('first'), second: () => calls.push('second') },
    () => time,
  );
  process.emit('SIGINT');
  time = 40;
  process.emit('SIGINT');
  process.emit('SIGTERM');
  expect(calls).toEqual(['first']);
  time = 2000;
  process.emit('SIGINT');
  expect(calls).toEqual(['first', 'second']);
  stop();
  expect(process.listenerCount('SIGINT')).toBe(0);
});
