import { isDeepStrictEqual } from 'node:util';
import type { EvaluationFile } from '@org/evaluation';
import type { SplitRecipe } from '@org/seqrec-data';
import type { SettledEvaluation } from '../config/configuration.js';
import { shortHash } from '../data/short-hash.js';

/** The task of a result. Results with different tasks are different measurements. */
export interface ResultTask {
  /** The version of the model. */
  readonly model: string;
  /** The content hash of the data. */
  readonly dataset: string;
  readonly split: Readonly<Record<string, unknown>> & { readonly kind: string };
  /** Whether the full ranking leaves out the items of the history. */
  readonly excludeSeen: boolean;
  /** Names of the sampled protocols beside the full ranking, in alphabetical order. */
  readonly sampled: readonly string[];
  /** The seed of their negatives. */
  readonly negativesSeed: number | undefined;
  /** Cut-offs of the metrics, ascending. */
  readonly ks: readonly number[];
  /** The power of the debiased view. */
  readonly debiasPower: number | undefined;
  /** The attribute of items that results are sliced by. */
  readonly categories: string;
  /** Resamples of the intervals, and their seed. */
  readonly resampling: { readonly resamples: number; readonly seed: number };
}

const defaultCategories = 'default';

/** The task of the settings. */
export function resultTask(
  { excludeSeen, protocols, seed, ks, debiasPower, categories, resamples }: SettledEvaluation,
  measured: { readonly model: string; readonly dataset: string; readonly split: SplitRecipe },
): ResultTask {
  const sampled = [...new Set(protocols)].filter((name) => name !== 'full').sort();
  return {
    ...measured,
    split: plain(measured.split),
    excludeSeen,
    sampled,
    negativesSeed: sampled.length === 0 ? undefined : seed,
    ks: [...new Set(ks)].sort((a, b) => a - b),
    debiasPower,
    categories: categories ?? defaultCategories,
    resampling: { resamples, seed },
  };
}

/** The parts of a result that determine its task. */
type Described = Pick<
  EvaluationFile,
  'model' | 'dataset' | 'split' | 'categories' | 'intervals'
> & {
  readonly protocols: readonly Omit<EvaluationFile['protocols'][number], 'perUser'>[];
};

/** The task of a result. */
export function taskOfResult({
  model,
  dataset,
  split,
  protocols,
  categories,
  intervals,
}: Described): ResultTask {
  const full = protocols.find(({ ranking }) => ranking === 'full');
  const sampled = protocols.filter(({ ranking }) => ranking !== 'full');
  const [scorer] = (full ?? protocols[0])?.scorers ?? [];
  const ks = Object.keys(scorer?.metrics ?? {}).map((key) => Number(key.split('@')[1]));
  return {
    model: model.version,
    dataset: dataset.contentHash,
    split: plain(split),
    excludeSeen: full?.excludeSeen ?? true,
    sampled: sampled.map(({ name }) => name).sort(),
    negativesSeed: sampled[0]?.seed,
    ks: [...new Set(ks)].sort((a, b) => a - b),
    debiasPower: scorer?.debiased?.power,
    categories: categories ?? defaultCategories,
    resampling: { resamples: intervals.resamples, seed: intervals.seed },
  };
}

/** A difference between tasks: in words, and as a part of a directory's name. */
interface Difference {
  readonly fact: keyof ResultTask;
  readonly words: string;
  readonly name: string;
}

/** The differences of a task from another; empty if they are the same. */
export function taskDifferences(task: ResultTask, other: ResultTask): readonly Difference[] {
  const facts: readonly (readonly [keyof ResultTask, string, string])[] = [
    ['model', `the model ${task.model}`, task.model],
    ['dataset', `the data ${shortHash(task.dataset)}`, task.dataset.slice(0, 8)],
    ['split', `the split ${splitName(task)}`, splitName(task)],
    [
      'excludeSeen',
      task.excludeSeen ? 'items of the history left out' : 'items of the history ranked too',
      task.excludeSeen ? 'seen-left-out' : 'seen-ranked',
    ],
    ['sampled', `the protocols ${protocolNames(task)}`, task.sampled.join('-') || 'full'],
    ['negativesSeed', `negatives by the seed ${task.negativesSeed}`, `seed-${task.negativesSeed}`],
    ['ks', `cut-offs at ${task.ks.join(', ')}`, `at-${task.ks.join('-')}`],
    ['categories', `slices by ${task.categories}`, `by-${task.categories}`],
    [
      'resampling',
      `intervals of ${task.resampling.resamples} resamples by the seed ${task.resampling.seed}`,
      `resamples-${task.resampling.resamples}-${task.resampling.seed}`,
    ],
    ['debiasPower', `the debiasing power ${task.debiasPower}`, `debias-${task.debiasPower}`],
  ];
  return facts.flatMap(([fact, words, name]) =>
    task[fact] === undefined || isDeepStrictEqual(task[fact], other[fact])
      ? []
      : [{ fact, words, name }],
  );
}

function protocolNames({ sampled }: ResultTask): string {
  return ['full', ...sampled].join(', ');
}

/** E.g. `leave-last-n-test-2-validation-1`. */
function splitName({ split: { kind, ...settings } }: ResultTask): string {
  return [kind, ...Object.entries(settings).flat()].join('-');
}

/** As plain JSON, with sorted keys. */
function plain(split: { readonly kind: string }): ResultTask['split'] {
  const { kind, ...settings } = JSON.parse(JSON.stringify(split)) as ResultTask['split'];
  const sorted = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return { kind, ...Object.fromEntries(sorted) };
}
