/** Takes options one by one, filling in a default where one is absent, and checks what it takes. */
export interface OptionReader<Name extends string> {
  /** A whole number of at least 1. */
  count(name: Name, fallback?: number): number;
  /** A whole number. */
  whole(name: Name, fallback?: number): number;
  /** A number above 0. */
  positive(name: Name, fallback?: number): number;
  /** A number from 0 up to but not including 1. */
  rate(name: Name, fallback?: number): number;
  /** What `accepts` accepts; `expected` describes it. */
  value<Value>(
    name: Name,
    fallback: Value | undefined,
    expected: string,
    accepts: (value: unknown) => value is Value,
  ): Value;
}

export interface OptionReaderOptions<Name extends string> {
  /** Begins the sentence about an option that does not exist, e.g. `BERT4Rec`. */
  readonly model: string;
  /** Every option there is. */
  readonly names: readonly Name[];
  /** Makes the model's own error of a sentence and the option that it is about. */
  readonly error: (message: string, option: string) => Error;
}

/**
 * Reads a model's options of unchecked origin, such as an artifact's `config.json`, so that a typing error is found
 * here and not in training. A name that is no option throws at once.
 *
 * @example
 * const read = optionReader(options, { model: 'BERT4Rec', names: ['layers'], error: (message) => new Error(message) });
 * read.count('layers', 2);
 */
export function optionReader<Name extends string>(
  options: Readonly<Record<string, unknown>>,
  { model, names, error }: OptionReaderOptions<Name>,
): OptionReader<Name> {
  const unknown = Object.keys(options).find((name) => !names.some((known) => known === name));
  if (unknown !== undefined) {
    throw error(
      `${model} has no option '${unknown}'; its options are ${names.join(', ')}`,
      unknown,
    );
  }
  const value: OptionReader<Name>['value'] = (name, fallback, expected, accepts) => {
    const given = options[name] ?? fallback;
    if (accepts(given)) return given;
    throw error(`${name} is ${expected}, got ${JSON.stringify(given) ?? String(given)}`, name);
  };
  const number =
    (expected: string, accepts: (value: number) => boolean) => (name: Name, fallback?: number) =>
      value(name, fallback, expected, (given): given is number => {
        return typeof given === 'number' && accepts(given);
      });
  return {
    value,
    count: number('a whole number of at least 1', (n) => Number.isSafeInteger(n) && n >= 1),
    whole: number('a whole number', Number.isSafeInteger),
    positive: number('a number above 0', (x) => Number.isFinite(x) && x > 0),
    rate: number('a number from 0 up to but not including 1', (x) => x >= 0 && x < 1),
  };
}
