import { type Command, Option } from 'commander';
import { addCommand, defineCommand } from './command.js';
import { wholeNumber } from './flag-value.js';

/** Adds the commands that make a result in shards. */
export function addShardCommands(program: Command, done: (exitCode: number) => void): void {
  const add = (name: string, description: string) => addCommand(program, name, description);
  const executor = (command: Command, help: string, fallback?: string): Command =>
    command
      .addOption(
        fallback === undefined
          ? new Option('--executor <address>', help).makeOptionMandatory()
          : new Option('--executor <address>', help).default(fallback),
      )
      .option('--parallel <n>', 'how many shards at a time (default: 1)', wholeNumber);

  defineCommand(
    executor(
      add('run-shards', 'make all shards of recommend --all-users, and merge them').argument(
        '<command...>',
        'after --, the command without --shard: -- recommend --all-users --output lists.jsonl',
      ),
      'local: processes of this machine; bullmq:redis://host:6379: workers that shard-worker starts; ray:http://host:8265: jobs of a Ray cluster, its token in RAY_AUTH_TOKEN',
      'local',
    )
      .requiredOption('--shards <n>', 'into how many parts the users are divided', wholeNumber)
      .option(
        '--attempts <n>',
        'how often a shard is tried before it has failed (default: 3)',
        wholeNumber,
      )
      .option('--no-merge', 'leave the shards as they are; merge-shards merges them later'),
    { sections: [], load: async () => (await import('./run-shards.js')).runShards },
    done,
  );
  defineCommand(
    executor(
      add('shard-worker', 'run the shards that run-shards puts into a queue of Redis'),
      'bullmq:redis://host:6379; with ?queue=name, those of another queue than seqrec-shards',
    ).option(
      '--lock <seconds>',
      'how long the shard of a worker that was killed waits for another one (default: 30)',
      wholeNumber,
    ),
    { sections: [], load: async () => (await import('./shard-worker.js')).shardWorker },
    done,
  );
  defineCommand(
    add('merge-shards', 'make one file of the shards of a result, if all are there').argument(
      '<output>',
      'the file that the shards were made for: lists.jsonl, whose shards are in lists.jsonl.shards',
    ),
    { sections: [], load: async () => (await import('./merge-shards.js')).mergeShardFiles },
    done,
  );
}
