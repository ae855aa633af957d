// Loaded by `node --import` into a server under test: answers messages of its parent with what only the process knows.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';
import { watchTurns } from '../../testing/turn-watch.mjs';

if (isMainThread && process.send !== undefined) {
  const turns = watchTurns();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  process.on('message', ({ collect, reset }) => {
    // Twice, as the first collection only finds out what has a finalizer.
    if (collect) for (let time = 0; time < 2; time += 1) globalThis.gc?.();
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    process.send?.({
      ...{ rss, heapUsed, external, arrayBuffers },
      longestTurn: turns.longest(),
      longestDelay: delay.max / 1e6,
    });
    if (!reset) return;
    turns.reset();
    delay.reset();
  });
  // The server may end without a word to its parent.
  process.channel?.unref();
}
