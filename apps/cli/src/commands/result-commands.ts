import { type Command, Option } from 'commander';
import { addCommand, defineCommand } from './command.js';
import { listed, positiveNumber, wholeNumber } from './flag-value.js';

/** Adds the commands that show and hand on results and trained models. */
export function addResultCommands(program: Command, done: (exitCode: number) => void): void {
  const add = (name: string, description: string) => addCommand(program, name, description);

  defineCommand(
    add('inspect', 'what a dataset holds: counts, lengths, popularity')
      .argument(
        '[dataset]',
        'a directory that prepare wrote (default: prepare what the flags name)',
      )
      .option('--config <file>', 'JSON file of settings; flags go over it'),
    {
      sections: ['data'],
      load: async () => (await import('./inspect.js')).inspect,
    },
    done,
  );
  defineCommand(
    add('report', 'write the results of runs as one HTML page, with charts')
      .argument('[runs...]', 'directories of runs (default: the newest under runs/)')
      .option(
        '--output <file>',
        'the page to write (default: report.html in the run; of several runs beside the first)',
      )
      .option('--no-examples', 'leave out the users and what they are recommended'),
    { sections: [], load: async () => (await import('./report.js')).report },
    done,
  );
  defineCommand(
    add('export', 'write a trained model as ONNX, beside it or elsewhere')
      .option('--artifact <dir>', 'the model (default: the newest under runs/)')
      .addOption(new Option('--format <name>', 'what to write (default: onnx)').choices(['onnx']))
      .option('--to <file>', 'the file to write (default: model.onnx in the model)'),
    {
      sections: [],
      load: async () => (await import('./export.js')).exportModel,
    },
    done,
  );
  defineCommand(
    add('pack', 'write a trained model as a .tar.gz, to put where others fetch it')
      .option('--artifact <dir>', 'the model (default: the newest under runs/)')
      .option('--to <file>', 'the file to write (default: <name>-<version>.tar.gz)'),
    { sections: [], load: async () => (await import('./pack.js')).pack },
    done,
  );
  defineCommand(
    add('pull', 'fetch a trained model by its URL, checked')
      .argument(
        '<url>',
        'https: or file: URL of a .tar or .tar.gz, or, with / at the end, of a folder; http: on this machine, or with #sha256=…',
      )
      .option('--to <dir>', 'the directory to write (default: runs/<name>-<version>)')
      .option('--sha256 <hash>', 'the hash that the archive must have, where the URL has none'),
    { sections: [], load: async () => (await import('./pull.js')).pull },
    done,
  );
  defineCommand(
    add('experiment', 'what users did with the lists of each arm of an experiment')
      .requiredOption('--data <url>', 'the store of the server’s events, e.g. sqlite:events.db')
      .option('--log <dir>', 'the log of recommendations of servers (default: recommendations)')
      .option('--experiment <name>', 'which one (default: that of the newest list)')
      .option('--base <arm>', 'the arm that others are compared with (default: current)')
      .option('--click <type,type>', 'events that are clicks (default: click)', listed)
      .option('--conversion <type,type>', 'events that are conversions (default: purchase)', listed)
      .option(
        '--window <hours>',
        'how long after a list an event counts for it (default: 24)',
        positiveNumber,
      )
      .option(
        '--effect <x>',
        'the size of difference that is looked for, chosen beforehand; it makes tests of any look fast, never wrong (default: 0.01)',
        positiveNumber,
      )
      .option('--resamples <n>', 'of the bootstrap (default: 2000)', wholeNumber)
      .option('--seed <n>', 'of the bootstrap (default: 42)', wholeNumber),
    { sections: [], load: async () => (await import('./experiment.js')).experiment },
    done,
  );
}
