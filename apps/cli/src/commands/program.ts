import { Command, CommanderError, Option } from 'commander';
import { searchPresetHelp, searchPresetNames } from '../config/search-presets.js';
import { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import { version } from '../program/version.js';
import { ratingOptionSpecs } from '../ratings/rating-settings.js';
import { defineCommand } from './command.js';
import {
  listed,
  portNumber,
  positiveNumber,
  realNumber,
  share,
  wholeNumber,
} from './flag-value.js';
import { addRegistryCommands } from './registry-commands.js';
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

  const add = (name: string, description: string): Command =>
    program.command(name).description(description).allowExcessArguments(false);

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
  defineCommand(
    add('init', 'look at data, warn of what to know of them, and write a configuration file')
      .option('--to <file>', 'the file to write (default: seqrec.json)')
      .option('--yes', 'ask nothing: take what flags say, and guesses for the rest')
      .option('--force', 'overwrite the file'),
    {
      sections: ['data', 'split', 'model'],
      load: async () => (await import('./init.js')).init,
    },
    done,
  );
  defineCommand(
    add('prepare', 'read, filter and index interactions, and keep the result')
      .option('--config <file>', 'JSON file of settings; flags go over it')
      .option('--to <dir>', 'write the dataset here instead of into the cache')
      .option(
        '--shards <n>',
        'for data larger than memory: write the sequences in so many files, one at a time; about 4 million rows a shard',
        wholeNumber,
      ),
    {
      sections: ['data'],
      load: async () => (await import('./prepare.js')).prepare,
    },
    done,
  );
  defineCommand(
    add('encode-items', 'encode the texts of items as vectors, for --item-vectors of train')
      .requiredOption(
        '--text-encoder <dir>',
        'folder of a pretrained BERT model, or of static embeddings',
      )
      .option(
        '--item-text <part,part>',
        'what an item’s text is made of: title, and attributes (default: title, description, overview, plot, caption, summary, those that it has)',
        listed,
      )
      .option('--to <file>', 'the file to write (default: item-vectors.safetensors)')
      .option('--config <file>', 'JSON file of settings; flags go over it'),
    {
      sections: ['data', 'engine'],
      load: async () => (await import('./encode-items.js')).encodeItemsCommand,
    },
    done,
  );
  defineCommand(
    add(
      'add-items',
      'add items to a trained model that reads their texts or features, without training',
    )
      .option(
        '--items <file>',
        'the items: CSV, TSV, JSON Lines, Parquet or a database, with ids and titles (default: those of the model’s data that had no events)',
      )
      .requiredOption('--to <dir>', 'the directory of the model with these items')
      .option('--artifact <dir>', 'the model (default: the newest under runs/)')
      .option(
        '--item-attributes <name,name>',
        'columns of the items that are their attributes (the model’s features are read in any case)',
        listed,
      )
      .option('--item-id-column <name>', 'column of the ids (default: by its name)')
      .option('--item-title-column <name>', 'column of the titles (default: by its name)')
      .option('--item-table <name>', 'table of the items, where they are in a database')
      .option('--item-query <sql>', 'a SELECT of the items in place of a table')
      .option('--text-encoder <dir>', 'the text encoder of the training')
      .option('--item-vectors <file>', 'vectors of the items, in place of --text-encoder')
      .option('--cache <dir>', 'directory of prepared data', '.cache/seqrec'),
    { sections: [], load: async () => (await import('./add-items.js')).addItems },
    done,
  );
  defineCommand(
    add('export-events', 'write interactions, such as those of a store, as a file')
      .option('--to <file>', 'the .parquet or .tfrecord file to write')
      .option('--config <file>', 'JSON file of settings; flags go over it'),
    {
      sections: ['data'],
      load: async () => (await import('./export-events.js')).exportEvents,
    },
    done,
  );
  defineCommand(
    withReranker(
      add('evaluate', 'measure a trained model, on its own data or on other data')
        .option('--artifact <dir>', 'the model (default: the newest under runs/)')
        .option('--no-remap', 'keep the ids of the training data, which evaluate always does')
        .option('--config <file>', 'JSON file of settings; flags go over it'),
    )
      .option(
        '--slices',
        'show results by history length, popularity and category, and without popularity’s help',
      )
      .option(
        '--output <dir>',
        'where the result is written (default: the model’s directory; a result of other data, another split or ranking goes into evaluations/ of it)',
      )
      .option(
        '--allow-changed-data',
        'measure although the run’s files changed since training; the result is no longer the run’s own',
      ),
    {
      sections: ['data', 'split', 'evaluation', 'engine'],
      load: async () => (await import('./evaluate.js')).evaluate,
    },
    done,
  );
  defineCommand(
    add('search', 'try settings, and train, measure and write the best of them')
      .option('--config <file>', 'JSON file with a section "search"; flags go over its settings')
      .addOption(
        new Option(
          '--preset <name>',
          `a ready search of about an hour on two cores in place of --config: ${searchPresetHelp}`,
        ).choices(searchPresetNames),
      )
      .option('--resume <run>', 'continue a search that was interrupted; its settings are kept'),
    {
      sections: ['data', 'split', 'model', 'training', 'evaluation', 'engine', 'run'],
      load: async () => (await import('./search.js')).search,
    },
    done,
  );
  defineCommand(
    add(
      'update',
      'continue training the last model with new events, and publish the result if it is as good',
    )
      .option('--artifact <dir>', 'the model that serves (default: the newest under runs/)')
      .option('--config <file>', 'JSON file of settings over those of the run; flags go over it')
      .option(
        '--to <dir>',
        'where the new model is published (default: the next free directory under runs/)',
      )
      .option(
        '--registry <dir>',
        'publish the new model here too, as <name>@current, which servers switch to; the model that serves is then the one that this names',
      )
      .option('--name <name>', 'the model’s name in the registry (default: the only one there)')
      .option(
        '--gate <m@k>',
        'metric on the newest events that decides whether the model is published (default: ndcg@10)',
      )
      .option(
        '--margin <x>',
        'how much higher it must be than that of the model that serves; below 0, how much lower it may be (default: 0)',
        realNumber,
      )
      .option(
        '--held-out <share>',
        'share of the new events, the newest, that is the test; half as many before them choose the epoch (default: 0.2)',
        share,
      )
      .option('--test-from <time>', 'when the test starts, in place of --held-out', realNumber)
      .option(
        '--epochs <n>',
        'passes over the data, at most (default: 5, or those of the run where they are fewer)',
        wholeNumber,
      )
      .option(
        '--learning-rate <rate>',
        'the highest learning rate (default: that of the run)',
        positiveNumber,
      )
      .addHelpText(
        'after',
        '\nExit codes: 0 the model is published, or there is nothing new; 3 the gate refused it;\n1 a failure; 2 a wrong command line. Whatever happens, the model that serves stays as it is.',
      ),
    {
      sections: ['data', 'engine'],
      load: async () => (await import('./update.js')).update,
    },
    done,
  );
  defineCommand(
    add('compare', 'whether results differ by more than chance, user by user')
      .argument(
        '<runs...>',
        'directories with an evaluation.json; the first is compared with each other, or its model with its baselines',
      )
      .option('--scorer <name,name>', 'scorers to compare (default: the models)', listed)
      .option('--metric <metric,metric>', 'what to compare (default: ndcg@10,hitRate@10)', listed)
      .option('--protocol <name>', 'full, uniform-100 or popularity-100 (default: full)')
      .option('--resamples <n>', 'of the paired bootstrap (default: 2000)', wholeNumber)
      .option('--seed <n>', 'of the paired bootstrap (default: 42)', wholeNumber),
    {
      sections: [],
      load: async () => (await import('./compare.js')).compare,
    },
    done,
  );
  defineCommand(
    withReranker(
      add('recommend', 'what comes next after a history of ids or titles, or for every user')
        .argument('[items...]', 'ids or titles, oldest first, e.g. "Toy Story (1995)"')
        .option('--artifact <dir>', 'the model (default: the newest under runs/)')
        .option(
          '--history-file <file>',
          'ids or titles, one per line or as a JSON list; - reads stdin',
        )
        .option('-k, --count <n>', 'how many to recommend (default: 10)', wholeNumber),
    )
      .option('--exclude <item...>', 'never recommend these ids or titles')
      .option('--allow <item...>', 'recommend only among these ids or titles')
      .option(
        '--filter <expression>',
        'recommend only items whose attributes pass, e.g. "genres in (\'Drama\') and year >= 1990"; docs/rules.md has the language',
      )
      .option(
        '--boost <expression...>',
        'multiply the probability of items whose attributes pass, e.g. "genres = \'Drama\' * 2"',
      )
      .option('--exclude-seen', 'leave out items of the history (default: as the model has it)')
      .option('--no-exclude-seen', 'recommend items of the history too')
      .option(
        '--ignore-unknown',
        'answer by popularity after an unknown item, too (default: a history of one unknown item is an error; of several, those are left out)',
      )
      .option('--no-ignore-unknown', 'any unknown item is an error')
      .option(
        '--all-users',
        'recommend to every user of the model’s data, or of --data, after all they had',
      )
      .option('--output <file>', 'with --all-users: the .jsonl or .csv file to write')
      .option(
        '--shard <i/N>',
        'with --all-users: only part i of N, into <output>.shards; merge-shards makes the file of all parts',
      )
      .option(
        '--allow-changed-data',
        'with --all-users: take the run’s files although they changed since training',
      ),
    {
      sections: ['data', 'engine'],
      load: async () => (await import('./recommend.js')).recommend,
    },
    done,
  );
  defineCommand(
    add(
      'train-ratings',
      'train a model that predicts ratings (bst), measure it beside baselines, and write a report',
    ).option('--resume <run>', 'continue a run that was interrupted; its settings are kept'),
    {
      sections: ['data', 'engine'],
      own: { heading: 'Ratings', options: ratingOptionSpecs },
      load: async () => (await import('./train-ratings.js')).trainRatings,
    },
    done,
  );
  defineCommand(
    add('predict-rating', 'how users would rate items, after all ratings of theirs')
      .argument('[items...]', 'ids or titles, e.g. "Toy Story (1995)"')
      .option('--user <id>', 'a user of the data that the run was trained on')
      .option(
        '--requests <file>',
        'requests of any people as JSON lines, - for standard input: {"history": [1, 2], "ratings": [5, 3], "items": [7]}, and user, attributes, timestamps, timestamp; the answers are JSON lines too',
      )
      .requiredOption('--artifact <dir>', 'the model that train-ratings wrote'),
    {
      sections: ['engine'],
      load: async () => (await import('./predict-rating.js')).predictRating,
    },
    done,
  );
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
  addShardCommands(program, done);
  addRegistryCommands(program, done);
  defineCommand(
    add('doctor', 'whether this machine is ready: Node, engines, cores, memory, disk'),
    { sections: [], load: async () => (await import('./doctor.js')).doctor },
    done,
  );
  return program;
}

/** Adds the options of a second stage. */
function withReranker(command: Command): Command {
  return command
    .option(
      '--reranker <dir>',
      'a model of train-ratings --loss log --implicit, which orders the best candidates again',
    )
    .option(
      '--candidates <n>',
      'with --reranker: how many it orders, at most 1000 (default: 100)',
      wholeNumber,
    );
}

/** Whether an error is a programming error rather than a message for people. */
function isUnforeseen(error: unknown): boolean {
  return !(error instanceof Error && 'code' in error && typeof error.code === 'string');
}
