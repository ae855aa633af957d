import { Command, CommanderError } from 'commander';
import { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import { version } from '../program/version.js';
import { addCommand, defineCommand } from './command.js';
import { addDataCommands } from './data-commands.js';
import { portNumber } from './flag-value.js';
import { addModelCommands } from './model-commands.js';
import { addRatingCommands } from './rating-commands.js';
import { addRegistryCommands } from './registry-commands.js';
import { addResultCommands } from './result-commands.js';
import { addShardCommands } from './shard-commands.js';

/** Runs the command line and returns the exit code: 0, 1 for a failure, 2 for a wrong command line. */
export async function runProgram(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = createProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has printed its message; help and the version are not errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { verbose = false, color = true } = program.opts();
    const terminal = new Terminal({ verbose, color });
    terminal.error(error);
    if (!verbose && isUnforeseen(error)) terminal.note('Run it again with --verbose to see where.');
    return error instanceof CliError ? error.exitCode : 1;
  }
}

export function createProgram(done: (exitCode: number) => void): Command {
  const program = new Command('seqrec')
    .description('Train, evaluate and query sequential recommenders.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(--help lists what there is)')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({ writeOut: (text) => process.stdout.write(text) })
    .option('--json', 'print the result as JSON on stdout; what people read goes to stderr')
    .option('--verbose', 'show stack traces and notes of the engine')
    .option('--no-color', 'no colours, as with NO_COLOR set');

  const add = (name: string, description: string) => addCommand(program, name, description);

  defineCommand(
    add('train', 'train a model, measure it and write it to a directory')
      .option('--config <file>', 'JSON file of settings; flags go over it')
      .option('--resume <run>', 'continue a run that was interrupted; its settings are kept'),
    {
      sections: ['data', 'split', 'model', 'training', 'evaluation', 'engine', 'run'],
      load: async () => (await import('./train.js')).train,
    },
    done,
  );
  defineCommand(
    add('demo', 'train a small model, serve it, and show where its page is')
      .option('--port <n>', 'of the server; 0 takes a free one (default: 3000)', portNumber)
      .option('--open', 'open the page in a browser'),
    {
      sections: ['data', 'engine', 'run'],
      load: async () => (await import('./demo.js')).demo,
    },
    done,
  );
  addDataCommands(program, done);
  addModelCommands(program, done);
  addRatingCommands(program, done);
  addResultCommands(program, done);
  addShardCommands(program, done);
  addRegistryCommands(program, done);
  defineCommand(
    add('doctor', 'whether this machine is ready: Node, engines, cores, memory, disk'),
    { sections: [], load: async () => (await import('./doctor.js')).doctor },
    done,
  );
  return program;
}

/** Whether an error is a programming error rather than a message for people. */
function isUnforeseen(error: unknown): boolean {
  return !(error instanceof Error && 'code' in error && typeof error.code === 'string');
}
