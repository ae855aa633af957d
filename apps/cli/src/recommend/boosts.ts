import { type Boost, checkRules, ItemBiases, ItemTable, RulesError, rulesSchema } from '@org/rules';
import type { Catalogue, Scorer } from '@org/seqrec-data';
import { CliError } from '../program/cli-error.js';

/** Scorers whose scores the boosts of `--boost` change. */
export interface Boosts {
  /** The probability that a model gives to an item is multiplied, so its score rises by the logarithm. */
  readonly ofModel: (scorer: Scorer) => Scorer;
  /** How often an item occurs is multiplied. */
  readonly ofPopularity: (scorer: Scorer) => Scorer;
}

const NO_BOOSTS: Boosts = { ofModel: (scorer) => scorer, ofPopularity: (scorer) => scorer };

/** The boosts of `--boost`, each a filter, `*` and a number; as the server's `boosts` do, all that match an item count. */
export async function boostsOf(
  texts: readonly string[] | undefined,
  catalogue: Catalogue,
): Promise<Boosts> {
  if (texts === undefined) return NO_BOOSTS;
  const parsed = rulesSchema.safeParse({ boosts: texts.map(boostOf) });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const [, place] = issue?.path ?? [];
    refuse(typeof place === 'number' ? texts[place] : undefined, issue?.message ?? 'no boosts');
  }
  const table = ItemTable.of(catalogue.items);
  try {
    const bias = await new ItemBiases({ table }).biasOf(checkRules(parsed.data, table.attributes));
    if (bias === undefined) return NO_BOOSTS;
    const { values } = bias;
    return {
      ofModel: (scorer) => changed(scorer, (score, item) => score + (values[item] as number)),
      ofPopularity: (scorer) =>
        changed(scorer, (count, item) => count * Math.exp(values[item] as number)),
    };
  } catch (error) {
    if (!(error instanceof RulesError)) throw error;
    const [, place, sentence] = /^boosts\.(\d+)\.when: (.*)$/s.exec(error.message) ?? [];
    refuse(place && texts[Number(place)], sentence ?? error.message, error);
  }
}

function boostOf(text: string): Boost {
  // The filter may have a `*` in a text of its own, so the last one counts.
  const [, when, multiply] = /^(.*\S)\s*\*\s*([^\s*]+)\s*$/s.exec(text) ?? [];
  const number = Number(multiply);
  if (when === undefined || Number.isNaN(number)) {
    refuse(text, 'expected a filter, * and a number, such as "genre = \'Drama\' * 2"');
  }
  return { when, multiply: number };
}

function refuse(text: string | undefined, sentence: string, cause?: Error): never {
  const shown = text === undefined ? '' : ` ${JSON.stringify(text)}`;
  throw new CliError('usage', `--boost${shown}: ${sentence}`, { cause });
}

function changed(scorer: Scorer, change: (score: number, item: number) => number): Scorer {
  return {
    name: scorer.name,
    async score(histories) {
      const { rows, width, data } = await scorer.score(histories);
      const scores = data.map((score, place) => change(score, place % width));
      return { rows, width, data: scores };
    },
  };
}
