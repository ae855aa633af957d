import type { OptionSetting } from '@org/seqrec-data';
import { quoted } from './repeat-command.js';

/** Flags whose names are not those of the options of `openSource` and `prepareDataset`. */
const FLAGS: Readonly<Record<string, string>> = {
  onBadRow: 'bad-rows',
  'columns.user': 'user-column',
  'columns.item': 'item-column',
  'columns.timestamp': 'timestamp-column',
  'columns.value': 'rating-column',
  'columns.session': 'session-column',
  'columns.disliked': 'disliked-column',
};

/** Writes options of the data package as flags: `--ids string --no-header`. */
export function spellFlags(settings: readonly OptionSetting[]): string {
  return settings
    .map(({ option, value }) => {
      const flag =
        FLAGS[option] ?? option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      if (typeof value === 'string') return `--${flag} ${quoted(value)}`;
      return value ? `--${flag}` : `--no-${flag}`;
    })
    .join(' ');
}

/** An error's sentence for the person at the terminal: what it advises is written as flags. */
export function messageForPeople(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Not by its class, whose package takes a while to load.
  if ('messageWith' in error && typeof error.messageWith === 'function') {
    return String(error.messageWith(spellFlags));
  }
  return error.message;
}
