import { join } from 'node:path';
import { checkData, dataSettings } from './check-data.js';
import type { DataName } from './data-set.js';
import { runsDirectory } from './places.js';
import { trainedRun } from './trained-run.js';
import { type ComparedVariants, type RunOfTable, variantTable } from './variant-table.js';

export const ablationDataNames = ['beauty', 'ml-1m-times'] as const satisfies readonly DataName[];
export type AblationDataName = (typeof ablationDataNames)[number];

interface Variant {
  readonly name: string;
  /** Settings of the section `model` in place of those of the base. */
  readonly model: Readonly<Record<string, unknown>>;
  /** Whether it reads times, which not all data has. */
  readonly timed?: true;
}

const BASE = 'SASRec';

/** The base, and one change of it in each variant. */
const variants: readonly Variant[] = [
  { name: BASE, model: {} },
  { name: 'full softmax', model: { loss: 'softmax', negatives: undefined } },
  { name: 'feed-forward networks four times as wide', model: { innerSize: 256 } },
  { name: 'blocks of LiGR, as wide', model: { block: 'ligr', innerSize: 256 } },
  { name: 'blocks of BSARec, as wide', model: { block: 'bsarec', innerSize: 256 } },
  { name: 'two heads', model: { heads: 2 } },
  { name: 'bias by time', model: { timeBuckets: 128 }, timed: true },
  { name: 'HSTU without times', model: { kind: 'hstu', timeBuckets: 0 } },
  { name: 'HSTU', model: { kind: 'hstu' }, timed: true },
  { name: 'HSTU with the target’s time', model: { kind: 'hstu', targetTime: true }, timed: true },
];

export interface AblationOptions {
  /** The file of the data. */
  readonly file: string;
  readonly seeds: readonly number[];
  /** The most epochs of a run. */
  readonly epochs: number;
  readonly say: (text: string) => void;
}

/**
 * Trains SASRec, and models that differ from it by one change, with the same seeds and the same training, and compares
 * them. A finished run is not repeated.
 */
export async function ablation(
  name: AblationDataName,
  { file, seeds, epochs, say }: AblationOptions,
): Promise<ComparedVariants> {
  const data = dataSettings(name, file);
  await checkData(name, data);
  const runs = ablationRuns(name, { seeds, epochs });
  let cpuSeconds = 0;
  for (const { variant, seed, directory, settings } of runs) {
    say(`${variant}, seed ${seed}`);
    cpuSeconds += await trainedRun(directory, { data, ...settings }, say);
  }
  const table = await variantTable(runs, { head: 'model', base: BASE });
  return { table, runs: runs.length, cpuSeconds };
}

/** A run of one variant and seed, and its settings without the data. */
export interface AblationRun extends RunOfTable {
  readonly settings: AblationSettings;
}

interface AblationSettings {
  readonly model: Readonly<Record<string, unknown>>;
  readonly training: Readonly<Record<string, unknown>>;
  readonly evaluation: Readonly<Record<string, unknown>>;
}

/** The runs of all variants that the data allows. */
export function ablationRuns(
  name: AblationDataName,
  { seeds, epochs }: Pick<AblationOptions, 'seeds' | 'epochs'>,
): readonly AblationRun[] {
  return variants.flatMap((variant, place) =>
    variant.timed && name !== 'ml-1m-times'
      ? []
      : seeds.map((seed) => ({
          ...{ variant: variant.name, seed },
          directory: join(runsDirectory, 'ablation', `${name}-${place}-seed${seed}-${epochs}`),
          settings: settingsOf(name, variant, { seed, epochs }),
        })),
  );
}

function settingsOf(
  name: AblationDataName,
  { model }: Variant,
  training: { readonly seed: number; readonly epochs: number },
): AblationSettings {
  return {
    model: {
      kind: 'sasrec',
      maxLength: name === 'beauty' ? 50 : 200,
      windowStride: 'newest',
      hiddenSize: 64,
      layers: 2,
      heads: 1,
      dropout: 0.2,
      loss: 'sampled-softmax',
      negatives: 256,
      ...model,
    },
    training: {
      batchSize: 128,
      learningRate: 0.001,
      schedule: 'constant',
      warmup: 0,
      optimizer: 'adam',
      mixLengths: true,
      patience: 10,
      ...training,
    },
    evaluation: { ks: [10], baselines: [], seed: 1 },
  };
}
