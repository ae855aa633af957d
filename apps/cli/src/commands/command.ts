import type { Command } from 'commander';
import { optionsOf, type Section } from '../config/configuration.js';
import { addFlags, settingsFromFlags } from '../config/flags.js';
import type { PartialConfiguration } from '../config/load.js';
import type { OptionSpec } from '../config/option.js';
import { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';

/** The parsed command line of a command. */
export interface Invocation<Options = unknown> {
  readonly terminal: Terminal;
  readonly arguments: readonly string[];
  /** The settings given as flags, by section. */
  readonly settings: PartialConfiguration;
  /** Flags that are not settings, e.g. `--config`, `--artifact` and `--resume`. */
  readonly options: Options;
}

export interface CommandSpec<Options> {
  /** The sections of the configuration whose settings are flags of this command. */
  readonly sections: readonly Section[];
  /** Settings that only this command has; the heading of their flags, and the flags. */
  readonly own?: { readonly heading: string; readonly options: readonly OptionSpec[] };
  /** Imports the code of the command, so that `--help` is instant. The function returns the exit code. */
  readonly load: () => Promise<(invocation: Invocation<Options>) => Promise<number>>;
}

/** Adds a command without flags, arguments or an action so far. */
export function addCommand(parent: Command, name: string, description: string): Command {
  return parent.command(name).description(description).allowExcessArguments(false);
}

/** Adds the flags and the action of a command; `done` receives the exit code. */
export function defineCommand<Options>(
  command: Command,
  { sections, own, load }: CommandSpec<Options>,
  done: (exitCode: number) => void,
): void {
  const specs = [
    ...sections.map((section) => ({ heading: headings[section], options: optionsOf(section) })),
    ...(own === undefined ? [] : [own]),
  ];
  for (const { heading, options } of specs) {
    command.optionsGroup(`${heading}:`);
    addFlags(command, options);
  }
  // Data is what people write after a command that has no arguments; Commander would only count them.
  const takesNone = sections.includes('data') && command.registeredArguments.length === 0;
  if (takesNone) command.allowExcessArguments(true);
  command.action(async () => {
    const [unexpected] = command.args;
    if (takesNone && unexpected !== undefined) {
      throw new CliError(
        'usage',
        `${command.name()} takes no arguments, but got ${JSON.stringify(unexpected)}: give data with --data FILE`,
      );
    }
    const globals = command.optsWithGlobals();
    const terminal = new Terminal({
      json: globals.json === true,
      verbose: globals.verbose === true,
      color: globals.color !== false,
    });
    const run = await load();
    done(
      await run({
        terminal,
        arguments: command.args,
        settings: settingsFromFlags(
          command,
          specs.flatMap(({ options }) => options),
        ),
        options: command.opts() as Options,
      }),
    );
  });
}

const headings: Readonly<Record<Section, string>> = {
  data: 'Data',
  split: 'Split',
  model: 'Model',
  training: 'Training',
  evaluation: 'Evaluation',
  engine: 'Engine',
  run: 'Run',
};
