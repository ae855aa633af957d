import { DEFAULT_CANDIDATES, MOST_CANDIDATES } from '@org/bst/definition';
import { type Command, Option } from 'commander';
import { searchPresetHelp, searchPresetNames } from '../config/search-presets.js';
import { addCommand, defineCommand } from './command.js';
import { listed, positiveNumber, realNumber, share, wholeNumber } from './flag-value.js';

/** Adds the commands that measure, search, update, compare and ask models. */
export function addModelCommands(program: Command, done: (exitCode: number) => void): void {
  const add = (name: string, description: string) => addCommand(program, name, description);

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
      `with --reranker: how many it orders, at most ${MOST_CANDIDATES} (default: as it was trained, else ${DEFAULT_CANDIDATES})`,
      wholeNumber,
    );
}
