/** An option with its new value, or only its name; `columns.user` is `user` of `columns`. */
export interface OptionSetting {
  readonly option: string;
  readonly value?: string | boolean | undefined;
}

/** What to do about a problem: text, and groups of options that each program writes in its own style. */
export type Advice = readonly (string | readonly OptionSetting[])[];

/** Writes options in a program's style: a command line writes `--ids string` for `[setting('ids', 'string')]`. */
export type SpellOptions = (settings: readonly OptionSetting[]) => string;

/** An option with a value, or only its name. */
export function setting(option: string, value?: string | boolean): OptionSetting {
  return value === undefined ? { option } : { option, value };
}

/**
 * A problem and its advice as one sentence. By default, options are written as code.
 *
 * @example
 * sentence('user is not a number', ['read names with ', [setting('ids', 'string')]]);
 * // "user is not a number; read names with ids: 'string'"
 */
export function sentence(
  problem: string | Advice,
  advice: Advice,
  spell: SpellOptions = spellAsCode,
): string {
  const text = (words: Advice): string =>
    words.map((part) => (typeof part === 'string' ? part : spell(part))).join('');
  const start = typeof problem === 'string' ? problem : text(problem);
  return advice.length === 0 ? start : `${start}; ${text(advice)}`;
}

const spellAsCode: SpellOptions = (settings) =>
  settings
    .map(({ option, value }) => {
      if (value === undefined) return option;
      return `${option}: ${typeof value === 'string' ? quoted(value) : value}`;
    })
    .join(', ');

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')}'`;
}
