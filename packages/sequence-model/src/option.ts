import type { z } from 'zod';
import { expectation } from './expectation.js';
import { ModelError } from './model-error.js';

/** One option of a model: its schema, its default and its help. Flags, checks and tables of options derive from it. */
export interface Option<Value> {
  readonly schema: z.ZodType<Value>;
  /** The value if none is given. Without `default`, `defaultOf` and `required`, the option is absent. */
  readonly default?: Value;
  /** The default as a multiple of another option, defined before this one. */
  readonly defaultOf?: { readonly option: string; readonly times: number };
  /** Whether a value must be given. */
  readonly required?: true;
  /** The option, defined before this one, that this one must divide. */
  readonly divides?: string;
  /** A phrase for a command line's help. */
  readonly help: string;
  /** What the help calls a value. Default: `n` for numbers, `name` for choices. */
  readonly value?: string;
  /**
   * The name of the command-line flag, without dashes. Default: the option's name in kebab-case. False: no flag,
   * because the data or other settings determine the value.
   */
  readonly flag?: string | false;
}

/** The definition of every option of a configuration, in the order of the configuration. */
export type OptionDefinitions<Config> = {
  readonly [Name in keyof Config]-?: Option<Exclude<Config[Name], undefined>>;
};

/** Definitions of any options, for code that works with every model. */
export type AnyOptions = Readonly<Record<string, Option<unknown>>>;

export interface CompleteOptions {
  /** The subject of the sentence about an unknown option, e.g. `BERT4Rec`. */
  readonly title: string;
  readonly options: AnyOptions;
}

/**
 * Checks untyped options, such as an artifact's `config.json`, and fills in the defaults. The keys of the result are in
 * the order of the definitions.
 *
 * @throws ModelError `invalid-option`, naming the option.
 */
export function completeOptions<Config extends object>(
  { title, options }: CompleteOptions & { readonly options: OptionDefinitions<Config> },
  given: Readonly<Record<string, unknown>>,
): Config {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(options, name));
  if (unknown !== undefined) {
    throw invalid(
      unknown,
      `${title} has no option '${unknown}'; its options are ${Object.keys(options).join(', ')}`,
    );
  }
  const complete: Record<string, unknown> = {};
  for (const [name, option] of Object.entries<Option<unknown>>(options)) {
    const value = given[name] ?? defaultValue(option, complete);
    if (value === undefined) {
      if (option.required !== true) continue;
      throw invalid(name, `${title} needs ${name}, the ${option.help}`);
    }
    const parsed = option.schema.safeParse(value, { reportInput: true });
    if (!parsed.success) throw invalid(name, sentence(name, parsed.error, value));
    complete[name] = parsed.data;
    const problem = divisionProblem(name, option, complete);
    if (problem !== undefined) throw invalid(name, `${name} ${problem}`);
  }
  return complete as Config;
}

/**
 * The end of a sentence about an option that must divide another one and does not; undefined if it does, or if either
 * is absent.
 */
export function divisionProblem(
  name: string,
  { divides }: Option<unknown>,
  values: Readonly<Record<string, unknown>>,
): string | undefined {
  if (divides === undefined) return undefined;
  const [divisor, whole] = [values[name], values[divides]];
  if (typeof divisor !== 'number' || typeof whole !== 'number') return undefined;
  return whole % divisor === 0
    ? undefined
    : `must divide ${divides}, which is ${whole}, got ${divisor}`;
}

function defaultValue(
  option: Option<unknown>,
  complete: Readonly<Record<string, unknown>>,
): unknown {
  if (option.defaultOf === undefined) return option.default;
  return Number(complete[option.defaultOf.option]) * option.defaultOf.times;
}

function sentence(name: string, { issues: [issue] }: z.ZodError, value: unknown): string {
  const place = [name, ...(issue?.path ?? [])].join('.');
  const rule = issue === undefined ? 'is not valid' : expectation(issue);
  return `${place} ${rule}, got ${JSON.stringify(value) ?? String(value)}`;
}

function invalid(option: string, message: string): ModelError {
  return new ModelError('invalid-option', message, { option });
}
