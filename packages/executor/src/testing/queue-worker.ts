import { shardProgram } from '../../../../testing/shard-jobs.js';
import { runBullmqWorker } from '../bullmq-worker.js';

// `queue-worker.ts <redis url> <queue> <lock milliseconds>`: a worker of a queue, which prints 1 once it takes jobs. SIGTERM
// ends it.
const [url = '', queue = '', lock = ''] = process.argv.slice(2);
const stopping = new AbortController();
process.once('SIGTERM', () => stopping.abort());
await runBullmqWorker(
  { url, queue },
  {
    program: shardProgram,
    parallel: 1,
    refuse: (args) => (args.includes('forbidden') ? 'not here' : undefined),
    lockMilliseconds: Number(lock),
    signal: stopping.signal,
    onReady: () => console.log('1'),
  },
);
