import type { Command } from 'commander';
import { addCommand, defineCommand } from './command.js';
import { listed, wholeNumber } from './flag-value.js';

/** Adds the commands that look at data and prepare them. */
export function addDataCommands(program: Command, done: (exitCode: number) => void): void {
  const add = (name: string, description: string) => addCommand(program, name, description);

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
}
