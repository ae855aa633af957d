import { join, resolve } from 'node:path';
import { cacheDirectory, runsDirectory, startDirectory } from '../places.js';
import { Problem } from '../problem.js';
import { trainedRun } from '../trained-run.js';
import { type ComparedVariants, type RunOfTable, variantTable } from '../variant-table.js';
import { type Cuts, cutsOf, type TextData, type TextDataName, textData } from './item-text-data.js';

/** What an item's vector is made of besides its features. */
const embeddings = ['id', 'text-init', 'text-add', 'text'] as const;

/** One line of the table. */
export interface VectorVariant {
  readonly name: string;
  readonly embedding: (typeof embeddings)[number];
  /** Whether categories and numbers are added. */
  readonly features: boolean;
}

/** The lines of the table of a data set, which depend on what its items have. */
export function vectorVariants({
  titles,
  features,
}: Pick<TextData, 'titles' | 'features'>): readonly VectorVariant[] {
  const named = embeddings.filter((embedding) => titles || embedding === 'id');
  const plain = named.map((embedding) => ({ name: embedding, embedding, features: false }));
  if (features.length === 0) return plain;
  const featured = named
    .filter((embedding) => embedding !== 'text-add')
    .map((embedding) => ({ name: `${embedding}+features`, embedding, features: true }));
  return [...plain, ...featured];
}

export interface ItemTextOptions {
  /** The folder of the text encoder, which data with titles needs. */
  readonly textEncoder?: string | undefined;
  readonly seeds: readonly number[];
  readonly epochs: number;
  /** Global time, or the last event of each user. */
  readonly split: 'global-time' | 'leave-one-out';
  readonly say: (text: string) => void;
}

/**
 * Trains SASRec on a data set with vectors of items that are learned, of their texts, or of both, with their categories and
 * numbers and without, with several seeds, and compares them. A finished run is not repeated.
 */
export async function itemText(
  name: TextDataName,
  options: ItemTextOptions,
): Promise<ComparedVariants> {
  const data = await textData(name);
  if (data.titles && options.textEncoder === undefined) {
    throw new Problem(`${name} has titles: name the encoder that reads them with --text-encoder`);
  }
  const cuts = options.split === 'global-time' ? await cutsOf(data) : undefined;
  const runs: RunOfTable[] = [];
  let cpuSeconds = 0;
  for (const variant of vectorVariants(data)) {
    for (const seed of options.seeds) {
      const directory = join(
        runsDirectory,
        'item-text',
        `${name}-${options.split}-${variant.name}-seed${seed}-${options.epochs}`,
      );
      const settings = runSettings({ data, cuts, variant, seed }, options);
      cpuSeconds += await trainedRun(directory, settings, options.say);
      runs.push({ variant: variant.name, seed, directory });
    }
  }
  const table = await variantTable(runs, { head: 'vectors of items', base: 'id' });
  return { table, runs: runs.length, cpuSeconds };
}

interface RunSettings {
  readonly data: TextData;
  readonly cuts: Cuts | undefined;
  readonly variant: VectorVariant;
  readonly seed: number;
}

/** A configuration of `seqrec train`. */
function runSettings(
  { data, cuts, variant: { embedding, features }, seed }: RunSettings,
  { textEncoder, epochs }: ItemTextOptions,
): object {
  const changes = {
    ...(embedding !== 'id' && {
      itemEmbedding: embedding,
      textEncoder: textEncoder && resolve(startDirectory, textEncoder),
    }),
    ...(features && { itemFeatures: data.features }),
    ...(data.negatives && { loss: 'sampled-softmax', negatives: data.negatives }),
  };
  return {
    data: { duplicates: 'keep-all', cache: cacheDirectory, ...data.settings },
    split: cuts === undefined ? { kind: 'leave-one-out' } : { kind: 'global-time', ...cuts },
    // As in Klenitskiy & Vasilev (2023), on short histories.
    model: { kind: 'sasrec', maxLength: 50, hiddenSize: 64, heads: 1, dropout: 0.2, ...changes },
    training: { epochs, batchSize: 128, learningRate: 0.001, patience: 5, seed },
    evaluation: { ks: [10], excludeSeen: false, seed: 1 },
  };
}
