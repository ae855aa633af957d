import { baselineTable, fitBaseline } from '@org/baselines';
import { type EvaluationFile, measure, writeEvaluation } from '@org/evaluation';
import { itemCounts, openSource, prepareCached, splitSequences } from '@org/seqrec-data';
import type { DataSet } from './data-set.js';
import type { BaselineRow } from './row.js';

/** The job of this process, the JSON of its only argument. */
interface BaselineJob {
  readonly name: BaselineRow['baseline']['name'];
  readonly options: Readonly<Record<string, number>>;
  readonly seed: number;
  readonly data: {
    readonly files: readonly string[];
    readonly format: DataSet['format'];
    readonly cache: string;
  };
  readonly output: string;
}

// A process of its own, so that it measures the memory of this baseline alone.
await measureBaseline(JSON.parse(process.argv[2] ?? ''));

async function measureBaseline({ name, options, seed, data, output }: BaselineJob): Promise<void> {
  const started = performance.now();
  const source = await openSource({ path: data.files, format: data.format });
  const { dataset } = await prepareCached(source, { cache: data.cache });
  const { sequences, catalogue, manifest } = dataset;
  const split = splitSequences(sequences, { kind: 'leave-one-out' });
  const scorer = await fitBaseline(name, split.train, {
    ...options,
    ...('seed' in baselineTable[name].options && { seed }),
    itemCount: catalogue.itemCount,
  });
  const intervals = { level: 0.95, resamples: 2000, seed: 42 };
  const measured = await measure([{ scorer, role: 'model' }], split.test, {
    protocol: { ranking: 'full' },
    catalogue,
    popularity: itemCounts(split.train, catalogue.itemCount),
    userIds: sequences.userIds,
    ks: [5, 10, 20],
    intervals,
    debiasPower: 1,
  });
  const record: Omit<EvaluationFile, 'formatVersion' | 'protocols'> = {
    createdAt: new Date().toISOString(),
    command: process.argv.join(' '),
    wallSeconds: (performance.now() - started) / 1000,
    dataset: {
      contentHash: manifest.contentHash,
      source: { ...manifest.source },
      filters: { ...manifest.filters },
      counts: { ...manifest.counts },
    },
    split: { ...split.recipe },
    model: { kind: name, version: 'fitted', config: options, training: {} },
    engine: { name: 'none', backend: 'none', package: '@org/baselines', version: 'workspace' },
    versions: { node: process.versions.node },
    seeds: { training: seed, evaluation: intervals.seed },
    intervals,
  };
  await writeEvaluation(output, { record, protocols: [measured] });
}
