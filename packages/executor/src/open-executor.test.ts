import { expect, test } from 'vitest';
import { parseExecutor } from './open-executor.js';

test('an address names the kind of executor and its server', () => {
  expect(parseExecutor('local')).toEqual({ kind: 'local' });
  expect(parseExecutor('ray:https://head:8265')).toEqual({
    ...{ kind: 'ray', url: 'https://head:8265' },
  });
  expect(parseExecutor('bullmq:redis://:pass@host:6379/2?queue=night')).toEqual({
    ...{ kind: 'bullmq', url: 'redis://:pass@host:6379/2', queue: 'night' },
  });
});

test.each(['', 'locally', 'bullmq', 'bullmq:http://x', 'ray:redis://x', 'ray:', 'redis://x'])(
  '%j is refused',
  (text) => {
    expect(() => parseExecutor(text)).toThrow(
      'an executor is local, bullmq:redis://host:6379 or ray:http://host:8265',
    );
  },
);

test('the name of a queue is plain', () => {
  expect(() => parseExecutor('bullmq:redis://x?queue=a%3Ab')).toThrow('got "a:b"');
});
