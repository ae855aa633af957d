/** An option of `openSource` and the value to give it; `columns.user` is `user` of `columns`. */
export interface OptionSetting {
  readonly option: string;
  readonly value: string | boolean;
}

/** What to do about a problem: words, and options that go together, so that a program can write them its own way. */
export type Advice = readonly (string | readonly OptionSetting[])[];

/** Writes options as a program takes them: a command line writes `--ids string` for `[setting('ids', 'string')]`. */
export type SpellOptions = (settings: readonly OptionSetting[]) => string;

export function setting(option: string, value: string | boolean): OptionSetting {
  return { option, value };
}

/**
 * A problem and the advice after it, as one sentence. By default options are written as code.
 *
 * @example
 * sentence('user is no number', ['read names with ', [setting('ids', 'string')]]);
 * // "user is no number; read names with ids: 'string'"
 */
export function sentence(
  problem: string,
  advice: Advice,
  spell: SpellOptions = spellAsCode,
): string {
  const words = advice.map((part) => (typeof part === 'string' ? part : spell(part)));
  return words.length === 0 ? problem : `${problem}; ${words.join('')}`;
}

const spellAsCode: SpellOptions = (settings) =>
  settings
    .map(({ option, value }) => `${option}: ${typeof value === 'string' ? quoted(value) : value}`)
    .join(', ');

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')}'`;
}
