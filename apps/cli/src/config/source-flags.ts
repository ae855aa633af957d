import type { OptionSetting } from '@org/seqrec-data';
import { formatFlag } from '../config/format-settings.js';
import { shellWord } from '../program/shell-word.js';

/** Options of `openSource` as flags, for a POSIX shell: `--delimiter ';' --no-header`. */
export function asFlags(settings: readonly OptionSetting[]): string {
  return settings.map(asFlag).join(' ');
}

function asFlag({ option, value }: OptionSetting): string {
  const flag = option === 'onBadRow' ? 'bad-rows' : (formatFlag(option) ?? option);
  if (value === false) return `--no-${flag}`;
  if (value === true) return `--${flag}`;
  return `--${flag} ${shellWord(value.replaceAll('\t', '\\t'))}`;
}
