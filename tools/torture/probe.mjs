// Loaded by `node --import` into all threads of a server under test: answers messages of the parent process with what
// only the server knows, and ends the thread of a model when the parent says so.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread, threadId } from 'node:worker_threads';
import { watchTurns } from '../../testing/turn-watch.mjs';

const threads = new BroadcastChannel('torture-probe');
threads.unref();

if (!isMainThread) {
  if (/model-worker/.test(process.argv[1] ?? '')) threads.postMessage({ started: threadId });
  threads.onmessage = ({ data }) => {
    if (data.end === threadId) process.exit(1);
  };
} else if (process.send !== undefined) {
  const models = [];
  threads.onmessage = ({ data }) => {
    if (data.started !== undefined) models.push(data.started);
  };
  const turns = watchTurns();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  process.on('message', ({ collect, reset, endModelThread }) => {
    // The newest thread: older ones may have ended.
    if (endModelThread) threads.postMessage({ end: models.pop() });
    // Twice, as the first collection only finds out what has a finalizer.
    if (collect) for (let time = 0; time < 2; time += 1) globalThis.gc?.();
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    process.send?.({
      ...{ rss, heapUsed, external, arrayBuffers },
      longestTurn: turns.longest(),
      longestDelay: delay.max / 1e6,
    });
    if (collect || reset) {
      turns.reset();
      delay.reset();
    }
  });
  // The server may end without a word to its parent.
  process.channel?.unref();
}
