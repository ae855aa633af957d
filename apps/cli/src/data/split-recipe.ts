import type { SplitRecipe } from '@org/seqrec-data';
import type { SplitSettings } from '../config/configuration.js';
import { CliError } from '../program/cli-error.js';

/** The split of the settings; settings of other kinds of split are ignored. */
export function splitRecipe(settings: SplitSettings): SplitRecipe {
  const { kind } = settings;
  switch (kind) {
    case 'leave-one-out':
    case 'all-in-test':
      return { kind };
    case 'leave-last-n':
      return { kind, validation: settings.validationSize, test: settings.testSize };
    case 'global-time': {
      const { validationFrom, testFrom } = settings;
      if (validationFrom === undefined || testFrom === undefined) {
        throw new CliError(
          'usage',
          'the split global-time needs --validation-from and --test-from, timestamps in the unit of the data',
        );
      }
      return { kind, validationFrom, testFrom };
    }
    case 'random-users': {
      const { validationShare: validation, testShare: test, seed } = settings;
      return { kind, validation, test, seed };
    }
  }
}
