import { join, resolve } from 'node:path';
import { cacheDirectory, runsDirectory, startDirectory } from '../places.js';
import { trainedRun } from '../trained-run.js';
import { type ComparedVariants, type RunOfTable, variantTable } from '../variant-table.js';
import { type Cuts, cutsOf, type TextData, type TextDataName, textData } from './item-text-data.js';

/** What items' vectors are made of, in the order of the table. */
const embeddings = ['id', 'text-init', 'text-add', 'text'] as const;

export interface ItemTextOptions {
  /** The folder of the text encoder. */
  readonly textEncoder: string;
  readonly seeds: readonly number[];
  readonly epochs: number;
  /** Global time, or the last event of each user. */
  readonly split: 'global-time' | 'leave-one-out';
  readonly say: (text: string) => void;
}

/**
 * Trains SASRec on a data set with vectors of items that are learned, of their texts, or of both, with several seeds, and
 * compares them. A finished run is not repeated.
 */
export async function itemText(
  name: TextDataName,
  options: ItemTextOptions,
): Promise<ComparedVariants> {
  const data = await textData(name);
  const cuts = options.split === 'global-time' ? await cutsOf(data) : undefined;
  const runs: RunOfTable[] = [];
  let cpuSeconds = 0;
  for (const embedding of embeddings) {
    for (const seed of options.seeds) {
      const directory = join(
        runsDirectory,
        'item-text',
        `${name}-${options.split}-${embedding}-seed${seed}-${options.epochs}`,
      );
      const settings = runSettings({ data, cuts, embedding, seed }, options);
      cpuSeconds += await trainedRun(directory, settings, options.say);
      runs.push({ variant: embedding, seed, directory });
    }
  }
  const table = await variantTable(runs, { head: 'vectors of items', base: 'id' });
  return { table, runs: runs.length, cpuSeconds };
}

interface RunSettings {
  readonly data: TextData;
  readonly cuts: Cuts | undefined;
  readonly embedding: (typeof embeddings)[number];
  readonly seed: number;
}

/** A configuration of `seqrec train`. */
function runSettings(
  { data, cuts, embedding, seed }: RunSettings,
  { textEncoder, epochs }: ItemTextOptions,
): object {
  const content =
    embedding === 'id'
      ? {}
      : { itemEmbedding: embedding, textEncoder: resolve(startDirectory, textEncoder) };
  return {
    data: { format: 'csv', duplicates: 'keep-all', cache: cacheDirectory, ...data },
    split: cuts === undefined ? { kind: 'leave-one-out' } : { kind: 'global-time', ...cuts },
    // As in Klenitskiy & Vasilev (2023), on short histories.
    model: { kind: 'sasrec', maxLength: 50, hiddenSize: 64, heads: 1, dropout: 0.2, ...content },
    training: { epochs, batchSize: 128, learningRate: 0.001, patience: 5, seed, mixLengths: true },
    evaluation: { ks: [10], excludeSeen: false, seed: 1 },
  };
}
