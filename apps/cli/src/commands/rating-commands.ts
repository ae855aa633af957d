import type { Command } from 'commander';
import { ratingOptionSpecs } from '../ratings/rating-settings.js';
import { addCommand, defineCommand } from './command.js';

/** Adds the commands of models that predict ratings. */
export function addRatingCommands(program: Command, done: (exitCode: number) => void): void {
  const add = (name: string, description: string) => addCommand(program, name, description);

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
}
