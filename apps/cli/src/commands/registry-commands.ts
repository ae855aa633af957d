import type { Command } from 'commander';
import { addCommand, defineCommand, type Invocation } from './command.js';
import type * as registry from './registry.js';

type Action = keyof typeof registry;

/** Adds the commands of `seqrec registry`. */
export function addRegistryCommands(program: Command, done: (exitCode: number) => void): void {
  const group = program
    .command('registry')
    .description('models by name and version, which a server watches');
  const add = (
    name: string,
    description: string,
    action: Action,
    describe: (command: Command) => Command,
  ): void =>
    defineCommand(
      describe(addCommand(group, name, description)).option(
        '--registry <dir>',
        'where the models are (default: models)',
      ),
      {
        sections: [],
        load: async () => (await import('./registry.js'))[action] as Run,
      },
      done,
    );

  add('list', 'names, versions and aliases', 'listRegistry', (command) => command);
  add('publish', 'copy a model into the registry, checked', 'publishModel', (command) =>
    command
      .option('--artifact <dir>', 'the model (default: the newest under runs/)')
      .option('--name <name>', 'the name of the model (default: as its config.json says)')
      .option('--alias <alias>', 'let this alias name it, e.g. current, which servers switch to'),
  );
  add('alias', 'let an alias name a version', 'aliasModel', (command) =>
    command
      .argument('<model>', 'name@alias, e.g. films@candidate')
      .argument('[version]', 'the version, or another alias of the model')
      .option('--remove', 'take the alias away'),
  );
  add('rollback', 'let an alias name the version before', 'rollbackModel', (command) =>
    command.argument('<model>', 'name or name@alias (default: @current)'),
  );
  add('prune', 'delete versions that no alias needs', 'pruneModel', (command) =>
    command
      .argument('<model>', 'the name')
      .option('--keep <n>', 'so many of the newest stay all the same (default: 3)'),
  );
}

type Run = (invocation: Invocation<object>) => Promise<number>;
