import { expect, test } from 'vitest';
import { type Interrupt, interruptedExitCode, onInterrupt } from './interrupt.js';

function listening(now: () => number = Date.now) {
  const calls: string[] = [];
  const stop = onInterrupt(
    {
      first: (interrupt) => calls.push(`first ${interrupt}`),
      second: (interrupt) => calls.push(`second ${interrupt}`),
    },
    now,
  );
  return { calls, stop };
}

test('signals of one key press count once; a later one is the second', () => {
  let time = 0;
  const { calls, stop } = listening(() => time);
  process.emit('SIGINT', 'SIGINT');
  time = 40;
  process.emit('SIGINT', 'SIGINT');
  process.emit('SIGTERM', 'SIGTERM');
  expect(calls).toEqual(['first SIGINT']);
  time = 2000;
  process.emit('SIGTERM', 'SIGTERM');
  expect(calls).toEqual(['first SIGINT', 'second SIGTERM']);
  stop();
  expect(process.listenerCount('SIGINT')).toBe(0);
});

test('a closed terminal interrupts once, even if several events report it', () => {
  let time = 0;
  const { calls, stop } = listening(() => time);
  const closed = Object.assign(new Error('write EIO'), { code: 'EIO' });
  process.emit('SIGHUP', 'SIGHUP');
  time = 2000;
  process.emit('SIGHUP', 'SIGHUP');
  process.stderr.emit('error', closed);
  expect(calls).toEqual(['first SIGHUP']);
  stop();
  expect(process.listenerCount('SIGHUP')).toBe(0);
});

test('a stderr without a reader interrupts; one on a full disk does not', () => {
  const { calls, stop } = listening();
  const ignore = () => {};
  process.stderr.on('error', ignore);
  process.stderr.emit('error', Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }));
  expect(calls).toEqual([]);
  process.stderr.emit('error', Object.assign(new Error('EPIPE'), { code: 'EPIPE' }));
  expect(calls).toEqual(['first SIGPIPE']);
  stop();
  process.stderr.off('error', ignore);
});

test.each<[Interrupt, number]>([
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGPIPE', 141],
  ['SIGTERM', 143],
])('a command that %s ended exits with %i, as a shell would report it', (interrupt, exitCode) => {
  expect(interruptedExitCode(interrupt)).toBe(exitCode);
});
