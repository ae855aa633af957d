/** One model and the batch to train it on; the comments give the letters of the shape legend. */
export interface Configuration {
  /** B. */
  readonly batch: number;
  /** T. */
  readonly length: number;
  /** D. */
  readonly hidden: number;
  /** H. */
  readonly heads: number;
  readonly layers: number;
  /** V. */
  readonly items: number;
  /** M. */
  readonly masked: number;
  readonly dropout: number;
}

export interface NamedConfiguration extends Configuration {
  readonly name: string;
  /** What the configuration represents. */
  readonly about: string;
  /** The goal: our sequences per second over those of the fastest PyTorch with our shortcut. */
  readonly goal: number;
}

const PAPER = { layers: 2, dropout: 0.2 } as const;

export const CONFIGURATIONS: readonly NamedConfiguration[] = [
  {
    ...PAPER,
    name: 'A',
    about: 'MovieLens-1M as in the paper',
    goal: 2.2,
    ...{ batch: 128, length: 200, hidden: 64, heads: 2, items: 3420, masked: 40 },
  },
  {
    ...PAPER,
    name: 'B',
    about: 'Amazon Beauty as in the paper',
    goal: 2.2,
    ...{ batch: 256, length: 50, hidden: 64, heads: 2, items: 12_103, masked: 10 },
  },
  {
    ...PAPER,
    name: 'C',
    about: 'a wide model',
    goal: 1.6,
    ...{ batch: 64, length: 100, hidden: 256, heads: 4, items: 3420, masked: 20 },
  },
  {
    ...PAPER,
    name: 'D',
    about: 'a large catalogue',
    goal: 1.8,
    ...{ batch: 128, length: 50, hidden: 128, heads: 2, items: 40_857, masked: 10 },
  },
];

/** The configurations named in a list like `A,B`. */
export function chosenConfigurations(names: string): readonly NamedConfiguration[] {
  return names.split(',').map((name) => {
    const found = CONFIGURATIONS.find((configuration) => configuration.name === name);
    if (found === undefined) throw new Error(`there is no configuration '${name}'`);
    return found;
  });
}
