import { type Dataset, leavesOutSeen, repeatShare, splitSequences } from '@org/seqrec-data';
import { type Configuration, type SettledConfiguration, settle } from '../config/configuration.js';
import { formatShare } from '../output/format.js';
import type { Terminal } from '../output/terminal.js';
import { splitRecipe } from './split-recipe.js';

/**
 * The configuration of a run. If the settings do not say whether rankings leave out the items of the history, the data
 * decides; the decision is printed with its reason.
 */
export function settleSeenItems(
  configuration: Configuration,
  { sequences }: Pick<Dataset, 'sequences'>,
  terminal: Terminal,
): SettledConfiguration {
  if (configuration.evaluation.excludeSeen !== undefined) return settle(configuration, true);
  const share = repeatShare(splitSequences(sequences, splitRecipe(configuration.split)));
  const excludeSeen = leavesOutSeen(share);
  if (share !== undefined) terminal.note(`seen     ${seenNote(share, excludeSeen)}`);
  return settle(configuration, excludeSeen);
}

function seenNote(share: number, excludeSeen: boolean): string {
  const events = `${formatShare(share)} of the events before the test repeat an item that the user had`;
  return excludeSeen
    ? `rankings leave out the items of the history, as ${events} (--no-exclude-seen ranks them too)`
    : `rankings keep the items of the history, as ${events} (--exclude-seen leaves them out)`;
}
