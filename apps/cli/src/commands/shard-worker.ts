import { parseExecutor, runBullmqWorker } from '@org/executor';
import { asUsage, CliError } from '../program/cli-error.js';
import { interruptedExitCode, onInterrupt } from '../program/interrupt.js';
import { thisProgram } from '../program/this-program.js';
import type { Invocation } from './command.js';

export interface ShardWorkerFlags {
  readonly executor: string;
  readonly parallel?: number;
  /** In seconds. */
  readonly lock?: number;
}

/** Runs the shards of a queue until a signal; the shards that it has begun are finished. */
export async function shardWorker({
  terminal,
  options,
}: Invocation<ShardWorkerFlags>): Promise<number> {
  const address = asUsage(() => parseExecutor(options.executor));
  if (address.kind !== 'bullmq') {
    throw new CliError('usage', 'only the executor bullmq has workers: bullmq:redis://host:6379');
  }
  const stopping = new AbortController();
  const stopListening = onInterrupt({
    first: () => {
      terminal.note('stops when the shards that it has begun are finished');
      stopping.abort();
    },
    second: (interrupt) => process.exit(interruptedExitCode(interrupt)),
  });
  try {
    await runBullmqWorker(address, {
      program: thisProgram,
      parallel: options.parallel ?? 1,
      ...(options.lock && { lockMilliseconds: 1000 * options.lock }),
      refuse: ([command, ...flags]) =>
        command === 'recommend' && flags.includes('--shard')
          ? undefined
          : 'a worker runs only recommend with --shard',
      signal: stopping.signal,
      onReady: () => terminal.note('worker   takes shards; Ctrl-C ends it'),
      onEvent: (event) => {
        if (event.type === 'started') terminal.print(`shard ${event.job} begins`);
        else if (event.type === 'done') terminal.print(`shard ${event.job} is done`);
        else if (event.type === 'failed') terminal.warn(`shard ${event.job}: ${event.reason}`);
      },
    });
  } finally {
    stopListening();
  }
  return 0;
}
