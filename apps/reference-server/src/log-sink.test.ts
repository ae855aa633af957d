import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createLogSink } from './log-sink.js';

function held() {
  const writes: { text: string; done: (error?: Error) => void }[] = [];
  let dropped = 0;
  const sink = createLogSink((text, done) => writes.push({ text, done }), {
    limit: 20,
    onDrop: (lines) => {
      dropped += lines;
    },
  });
  return { sink, writes, dropped: () => dropped };
}

it('writes the lines of a moment together, and the next when those are written', async () => {
  const { sink, writes } = held();
  for (const line of ['a\n', 'b\n']) sink.write(line);
  await sleep(5);
  sink.write('c\n');
  await sleep(5);
  expect(writes.map(({ text }) => text)).toEqual(['a\nb\n']);
  writes[0]?.done();
  expect(writes.map(({ text }) => text)).toEqual(['a\nb\n', 'c\n']);
});

it('drops and counts what comes while nobody reads and the buffer is full', async () => {
  const { sink, writes, dropped } = held();
  sink.write('first\n');
  await sleep(5);
  for (let line = 10; line < 30; line += 1) sink.write(`${line}\n`);
  expect(dropped()).toBe(14);
  writes[0]?.done();
  expect(writes[1]?.text).toBe('10\n11\n12\n13\n14\n15\n');
});

it('drops and counts lines that cannot be written, and tries the next ones', async () => {
  const { sink, writes, dropped } = held();
  for (const line of ['a\n', 'b\n']) sink.write(line);
  await sleep(5);
  sink.write('c\n');
  writes[0]?.done(new Error('no space left'));
  expect(dropped()).toBe(2);
  expect(writes[1]?.text).toBe('c\n');
});

it('flushes within its time, whether or not anybody reads', async () => {
  const { sink, writes } = held();
  await sink.flush(10_000);
  sink.write('a\n');
  await sleep(5);
  const start = performance.now();
  await sink.flush(30);
  expect(performance.now() - start).toBeGreaterThan(20);
  const flushed = sink.flush(10_000);
  writes[0]?.done();
  await flushed;
});
