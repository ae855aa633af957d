import {
  type Executor,
  type ExecutorEvent,
  openExecutor,
  parseExecutor,
  type ShardJob,
  shardName,
  shardsOf,
} from '@org/executor';
import { formatCount } from '../output/format.js';
import { ProgressLine } from '../output/progress.js';
import type { Terminal } from '../output/terminal.js';
import { asUsage, CliError } from '../program/cli-error.js';
import { interruptedExitCode, onInterrupt } from '../program/interrupt.js';
import { fromStart, startDirectory } from '../program/start-directory.js';
import { thisProgram } from '../program/this-program.js';
import { listFormat } from '../recommend/list-format.js';
import type { Invocation } from './command.js';
import { merge } from './merge-shards.js';

export interface RunShardsFlags {
  readonly executor: string;
  readonly shards: number;
  readonly parallel?: number;
  readonly attempts?: number;
  readonly merge: boolean;
}

/** Runs a command once for each shard, somewhere, and merges the results. */
export async function runShards(invocation: Invocation<RunShardsFlags>): Promise<number> {
  const { terminal, options } = invocation;
  const command = invocation.arguments;
  const output = outputOf(command);
  const address = asUsage(() => parseExecutor(options.executor));
  const token = process.env.RAY_AUTH_TOKEN || undefined;
  const executor = openExecutor(
    address.kind === 'ray' && token !== undefined ? { ...address, token } : address,
    thisProgram(startDirectory()),
  );
  const jobs = shardsOf(options.shards).map((shard): ShardJob => {
    const name = shardName(shard);
    return { id: name, args: [...command, '--shard', name] };
  });
  await runAll(executor, jobs, options, terminal);
  if (options.merge) return merge(output, invocation);
  terminal.show(`${formatCount(jobs.length)} shards are done; merge-shards makes one file of them`);
  terminal.result({ output, shards: jobs.length });
  return 0;
}

async function runAll(
  executor: Executor,
  jobs: readonly ShardJob[],
  { parallel = 1, attempts = 3 }: RunShardsFlags,
  terminal: Terminal,
): Promise<void> {
  const stopping = new AbortController();
  const progress = new ProgressLine(terminal);
  let done = 0;
  const stopListening = onInterrupt({
    first: (interrupt) => {
      stopping.abort(
        new CliError(
          interrupt,
          `stopped: ${done} of ${jobs.length} shards are done; the same command makes the others`,
        ),
      );
    },
    second: (interrupt) => process.exit(interruptedExitCode(interrupt)),
  });
  terminal.note(`shards   ${formatCount(jobs.length)} by ${executor.name}`);
  const show = (event: ExecutorEvent): void => {
    if (event.type === 'no-worker') {
      progress.print('no worker takes these jobs yet: start some with shard-worker');
    } else if (event.type === 'failed') {
      progress.print(
        `shard ${event.job} failed: ${event.reason}${event.final ? '' : '; it is tried again'}`,
      );
    } else if (event.type === 'done') {
      done += 1;
      progress.update({
        label: 'shards',
        share: done / jobs.length,
        details: [`${formatCount(done)}/${formatCount(jobs.length)}`],
      });
    }
  };
  try {
    await executor.run(jobs, { parallel, attempts, onEvent: show, signal: stopping.signal });
  } finally {
    stopListening();
    progress.clear();
  }
}

/** The output of the command, which has to be one that knows shards. */
function outputOf(command: readonly string[]): string {
  const [name] = command;
  if (name !== 'recommend' || !command.includes('--all-users')) {
    throw new CliError(
      'usage',
      `run-shards runs recommend --all-users, got ${JSON.stringify(command.join(' '))}`,
    );
  }
  if (command.some((word) => word === '--shard' || word.startsWith('--shard='))) {
    throw new CliError('usage', 'run-shards adds --shard itself: leave it out of the command');
  }
  const place = command.lastIndexOf('--output');
  const output =
    place < 0
      ? command.findLast((word) => word.startsWith('--output='))?.slice('--output='.length)
      : command[place + 1];
  if (output === undefined || output === '') {
    throw new CliError('usage', 'recommend --all-users needs --output, a .jsonl or .csv file');
  }
  listFormat(output);
  return fromStart(output);
}
