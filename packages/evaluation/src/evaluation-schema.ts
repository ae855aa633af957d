import type { Fields } from '@org/files';
import {
  type CatalogueMetrics,
  type Interval,
  type MetricKey,
  rankingMetrics,
  type TiePolicy,
} from '@org/metrics';
import type { ExternalId } from '@org/seqrec-data';
import { z } from 'zod';

/** The version of `evaluation.json` that this package writes and reads. */
export const EVALUATION_FORMAT_VERSION = 1;

type Json = Readonly<Record<string, unknown>>;

/** By metric and cut-off, e.g. `ndcg@10`. What they mean depends on the protocol they stand under. */
export type MetricIntervals = Readonly<Record<MetricKey, Interval>>;

/** `evaluation.json`: what was measured, on what, how, and the numbers. Plain JSON. */
export interface EvaluationFile {
  readonly formatVersion: typeof EVALUATION_FORMAT_VERSION;
  /** ISO 8601, when it was finished. */
  readonly createdAt: string;
  /** What to type to have it again, in the directory where it was typed. */
  readonly command: string;
  readonly wallSeconds: number;
  readonly dataset: {
    /** Names the data; runs with another are not comparable. */
    readonly contentHash: string;
    readonly source: Json;
    readonly filters: Json;
    readonly counts: Readonly<Record<string, number>>;
  };
  readonly split: { readonly kind: string } & Json;
  readonly model: {
    readonly kind: string;
    /** Names weights, configuration and items: the artifact's version. */
    readonly version: string;
    readonly config: Json;
    /** Optimizer, schedule, seed, steps, as the artifact has them. */
    readonly training: Json;
    /** What was typed to train it, where that is known. */
    readonly command?: string | undefined;
    /** The content hash of the data it was trained on, where that is known. */
    readonly dataset?: string | undefined;
    /** Only where the model is a checkpoint of an unfinished run. */
    readonly stopped?: StoppedRecord | undefined;
  };
  readonly engine: {
    readonly name: string;
    readonly backend: string;
    readonly package: string;
    readonly version: string;
  };
  /** Of Node, TensorFlow.js and the rest of the software, by name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly seeds: { readonly training?: number | undefined; readonly evaluation: number };
  /** How the intervals of all metrics were made: percentile bootstrap over users. */
  readonly intervals: {
    readonly level: number;
    readonly resamples: number;
    readonly seed: number;
  };
  /** The attribute of items that the slices by category are of. Absent: genres, categories or tags. */
  readonly categories?: string | undefined;
  /** Full ranking first. */
  readonly protocols: readonly ProtocolRecord[];
  /** What the model recommends to some of the users. */
  readonly examples?: readonly ExampleRecord[] | undefined;
}

/** Where a run was when one of its checkpoints was measured. */
export interface StoppedRecord {
  /** Whole epochs that the run had made, and those that it is to make. */
  readonly afterEpoch: number;
  readonly epochs: number;
  /** The step of the checkpoint. */
  readonly step: number;
  /** The epoch of the validation that chose it, from 1; absent where nothing was validated yet. */
  readonly epoch?: number | undefined;
}

/** What the model recommends to one held-out user, to look at. */
export interface ExampleRecord {
  readonly user: ExternalId;
  /** Events before the targets. */
  readonly historyLength: number;
  /** The newest of them, oldest first. */
  readonly history: readonly ExampleItem[];
  /** What the user took next, in time order. */
  readonly targets: readonly ExampleItem[];
  /** Best first. */
  readonly recommendations: readonly ExampleItem[];
}

export interface ExampleItem {
  readonly id: ExternalId;
  readonly title?: string | undefined;
}

/** One way of ranking, and what every scorer reached under it. */
export interface ProtocolRecord {
  /** `full`, or how a sampled protocol is called: `uniform-100`, `popularity-100`. */
  readonly name: string;
  readonly ranking: 'full' | 'uniform-sampled' | 'popularity-sampled';
  readonly itemCount: number;
  /** Whether items of the history are left out; of a sampled protocol: out of the negatives. */
  readonly excludeSeen: boolean;
  readonly ties: TiePolicy;
  /** Of a sampled protocol: negatives beside each target, and the seed they are drawn with. */
  readonly negatives?: number | undefined;
  readonly seed?: number | undefined;
  readonly users: number;
  readonly targets: number;
  /** Targets in their own history; with `excludeSeen` each is a miss. Full ranking only. */
  readonly seenTargets?: number | undefined;
  /** Values of every user and scorer: an Arrow file beside this one, see `readPerUser`. */
  readonly perUser: { readonly file: string; readonly sha256: string };
  /** The model first, then the baselines. */
  readonly scorers: readonly ScorerRecord[];
}

export interface ScorerRecord {
  readonly scorer: string;
  readonly role: 'model' | 'baseline';
  readonly seconds: number;
  readonly metrics: MetricIntervals;
  /** What the lists show of the catalogue. Full ranking only, as the two below. */
  readonly catalogue?: CatalogueMetrics | undefined;
  readonly slices?: readonly SliceRecord[] | undefined;
  readonly debiased?: DebiasedRecord | undefined;
}

/** Some of the targets: of users with such a history, or of such items. */
export interface SliceRecord {
  readonly by: 'history-length' | 'popularity' | 'category';
  /** Short, for tables: `11-23`, `head`, `Comedy`. */
  readonly name: string;
  /** What is in it, for people. */
  readonly description: string;
  /** Users with a target in the slice; the metrics are their means, over targets of the slice alone. */
  readonly users: number;
  readonly targets: number;
  readonly metrics: MetricIntervals;
}

/** What the metrics would be if popular items were not observed more readily than others. */
export interface DebiasedRecord {
  /** Self-normalised inverse propensity scoring, with training interactions ^ power for the propensity. */
  readonly method: 'snips';
  readonly power: number;
  readonly targets: number;
  /** (Σw)² / Σw² of the targets' weights: how many equally weighted targets would be as certain. */
  readonly effectiveTargets: number;
  readonly metrics: MetricIntervals;
}

const count = z.int().min(0);
const json = z.record(z.string(), z.unknown());

const metricKey = z.templateLiteral([z.enum(rankingMetrics), '@', z.int().min(1)]);
const metrics: z.ZodType<MetricIntervals> = z.record(
  metricKey,
  z.object({ mean: z.number(), low: z.number(), high: z.number() } satisfies Fields<Interval>),
);

const slice: z.ZodType<SliceRecord> = z.object({
  by: z.enum(['history-length', 'popularity', 'category']),
  name: z.string(),
  description: z.string(),
  users: count,
  targets: count,
  metrics,
} satisfies Fields<SliceRecord>);

const debiased: z.ZodType<DebiasedRecord> = z.object({
  method: z.literal('snips'),
  power: z.number(),
  targets: count,
  effectiveTargets: z.number(),
  metrics,
} satisfies Fields<DebiasedRecord>);

const catalogue = z.object({
  coverage: z.number(),
  novelty: z.number(),
  averagePopularity: z.number(),
  gini: z.number(),
  intraListDiversity: z.number().exactOptional(),
} satisfies Fields<CatalogueMetrics>);

const scorer: z.ZodType<ScorerRecord> = z.object({
  scorer: z.string(),
  role: z.enum(['model', 'baseline']),
  seconds: z.number(),
  metrics,
  catalogue: catalogue.optional(),
  slices: z.array(slice).optional(),
  debiased: debiased.optional(),
} satisfies Fields<ScorerRecord>);

const protocol: z.ZodType<ProtocolRecord> = z.object({
  name: z.string(),
  ranking: z.enum(['full', 'uniform-sampled', 'popularity-sampled']),
  itemCount: z.int().min(1),
  excludeSeen: z.boolean(),
  ties: z.enum(['index', 'optimistic', 'pessimistic', 'average']),
  negatives: count.optional(),
  seed: z.int().optional(),
  users: count,
  targets: count,
  seenTargets: count.optional(),
  perUser: z.object({ file: z.string(), sha256: z.string() } satisfies Fields<
    ProtocolRecord['perUser']
  >),
  scorers: z.array(scorer).min(1),
} satisfies Fields<ProtocolRecord>);

const externalId = z.union([z.string(), z.number()]);

const exampleItems = z.array(
  z.object({ id: externalId, title: z.string().optional() } satisfies Fields<ExampleItem>),
);

const example: z.ZodType<ExampleRecord> = z.object({
  user: externalId,
  historyLength: count,
  history: exampleItems,
  targets: exampleItems,
  recommendations: exampleItems,
} satisfies Fields<ExampleRecord>);

const stopped: z.ZodType<StoppedRecord> = z.object({
  afterEpoch: count,
  epochs: count,
  step: count,
  epoch: count.optional(),
} satisfies Fields<StoppedRecord>);

export const evaluationFileSchema: z.ZodType<EvaluationFile> = z.object({
  formatVersion: z.literal(EVALUATION_FORMAT_VERSION),
  createdAt: z.iso.datetime(),
  command: z.string(),
  wallSeconds: z.number(),
  dataset: z.object({
    contentHash: z.string(),
    source: json,
    filters: json,
    counts: z.record(z.string(), count),
  } satisfies Fields<EvaluationFile['dataset']>),
  split: z.looseObject({ kind: z.string() }),
  model: z.object({
    kind: z.string(),
    version: z.string(),
    config: json,
    training: json,
    command: z.string().optional(),
    dataset: z.string().optional(),
    stopped: stopped.optional(),
  } satisfies Fields<EvaluationFile['model']>),
  engine: z.object({
    name: z.string(),
    backend: z.string(),
    package: z.string(),
    version: z.string(),
  } satisfies Fields<EvaluationFile['engine']>),
  versions: z.record(z.string(), z.string()),
  seeds: z.object({ training: z.int().optional(), evaluation: z.int() } satisfies Fields<
    EvaluationFile['seeds']
  >),
  intervals: z.object({ level: z.number(), resamples: count, seed: z.int() } satisfies Fields<
    EvaluationFile['intervals']
  >),
  categories: z.string().optional(),
  protocols: z.array(protocol).min(1),
  examples: z.array(example).optional(),
} satisfies Fields<EvaluationFile>);
