import type { OptionSetting } from '@org/seqrec-data';
import { shellWord } from '../program/shell-word.js';

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

/** Options of `openSource` as flags, for a POSIX shell: `--delimiter ';' --no-header`. */
export function asFlags(settings: readonly OptionSetting[]): string {
  return settings.map(asFlag).join(' ');
}

function asFlag({ option, value }: OptionSetting): string {
  const flag = FLAGS[option] ?? option;
  if (value === false) return `--no-${flag}`;
  if (value === true) return `--${flag}`;
  return `--${flag} ${shellWord(value.replaceAll('\t', '\\t'))}`;
}
