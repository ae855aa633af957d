import { type Dataset, repeatShare, splitSequences } from '@org/seqrec-data';
import { type Configuration, type SettledConfiguration, settle } from '../config/configuration.js';
import { formatShare } from '../output/format.js';
import type { Terminal } from '../output/terminal.js';
import { splitRecipe } from './split-recipe.js';

/**
 * Where repeats are at least this share of what comes next, items of the history are ranked too: a ranking without them
 * would miss most of what people take.
 */
const repeatsAreTheRule = 0.5;

/**
 * The configuration of a run, in which the data decides what the settings leave open: whether rankings leave out the items
 * of the history. Says what was decided, and why.
 */
export function settleSeenItems(
  configuration: Configuration,
  { sequences }: Pick<Dataset, 'sequences'>,
  terminal: Terminal,
): SettledConfiguration {
  if (configuration.evaluation.excludeSeen !== undefined) return settle(configuration, true);
  const share = repeatShare(splitSequences(sequences, splitRecipe(configuration.split)));
  const excludeSeen = (share ?? 0) < repeatsAreTheRule;
  if (share !== undefined) terminal.note(`seen     ${seenNote(share, excludeSeen)}`);
  return settle(configuration, excludeSeen);
}

function seenNote(share: number, excludeSeen: boolean): string {
  const events = `${formatShare(share)} of the events before the test repeat an item that the user had`;
  return excludeSeen
    ? `rankings leave out the items of the history, as ${events} (--no-exclude-seen ranks them too)`
    : `rankings keep the items of the history, as ${events} (--exclude-seen leaves them out)`;
}
