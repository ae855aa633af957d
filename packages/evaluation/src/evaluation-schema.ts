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

/** Intervals by metric and cut-off, e.g. `ndcg@10`. Their meaning depends on the protocol. */
export type MetricIntervals = Readonly<Record<MetricKey, Interval>>;

/** The content of `evaluation.json`: the data, the model, the protocols and the numbers. Plain JSON. */
export interface EvaluationFile {
  readonly formatVersion: typeof EVALUATION_FORMAT_VERSION;
  /** ISO 8601, when it was finished. */
  readonly createdAt: string;
  /** The command that repeats the evaluation, in the same directory. */
  readonly command: string;
  readonly wallSeconds: number;
  readonly dataset: {
    /** Identifies the data; results of other data are not comparable. */
    readonly contentHash: string;
    readonly source: Json;
    readonly filters: Json;
    readonly counts: Readonly<Record<string, number>>;
  };
  readonly split: { readonly kind: string } & Json;
  readonly model: {
    readonly kind: string;
    /** The artifact's version, which identifies weights, configuration and items. */
    readonly version: string;
    readonly config: Json;
    /** Optimizer, schedule, seed and steps, from the artifact. */
    readonly training: Json;
    /** The command that trained it, if known. */
    readonly command?: string | undefined;
    /** The content hash of the training data, if known. */
    readonly dataset?: string | undefined;
    /** Only if the model is a checkpoint of an unfinished run. */
    readonly stopped?: StoppedRecord | undefined;
  };
  readonly engine: {
    readonly name: string;
    readonly backend: string;
    readonly package: string;
    readonly version: string;
  };
  /** Versions of Node, TensorFlow.js and other software, by name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly seeds: { readonly training?: number | undefined; readonly evaluation: number };
  /** The percentile bootstrap over users that gave all intervals. */
  readonly intervals: {
    readonly level: number;
    readonly resamples: number;
    readonly seed: number;
  };
  /** The item attribute of the slices by category. Absent: genres, categories or tags. */
  readonly categories?: string | undefined;
  /** Full ranking first. */
  readonly protocols: readonly ProtocolRecord[];
  /** The model's recommendations for some users. */
  readonly examples?: readonly ExampleRecord[] | undefined;
}

/** The state of an unfinished run whose checkpoint was measured. */
export interface StoppedRecord {
  /** The whole epochs that the run had finished; `epochs` is the planned number. */
  readonly afterEpoch: number;
  readonly epochs: number;
  /** The step of the checkpoint. */
  readonly step: number;
  /** The epoch of the validation that chose it, from 1; absent before the first validation. */
  readonly epoch?: number | undefined;
}

/** The model's recommendations for one held-out user. */
export interface ExampleRecord {
  readonly user: ExternalId;
  /** The number of events before the targets. */
  readonly historyLength: number;
  /** The newest of these events, oldest first. */
  readonly history: readonly ExampleItem[];
  /** The items that the user chose next, oldest first. */
  readonly targets: readonly ExampleItem[];
  /** Best first. */
  readonly recommendations: readonly ExampleItem[];
}

export interface ExampleItem {
  readonly id: ExternalId;
  readonly title?: string | undefined;
}

/** A protocol, and the numbers of every scorer under it. */
export interface ProtocolRecord {
  /** `full`, or the name of a sampled protocol, e.g. `uniform-100` or `popularity-100`. */
  readonly name: string;
  readonly ranking: 'full' | 'uniform-sampled' | 'popularity-sampled';
  readonly itemCount: number;
  /** Whether the items of the history are left out of the ranking; for a sampled protocol, out of the negatives. */
  readonly excludeSeen: boolean;
  readonly ties: TiePolicy;
  /** The number of negatives of a sampled protocol; `seed` is the seed of their draw. */
  readonly negatives?: number | undefined;
  readonly seed?: number | undefined;
  readonly users: number;
  readonly targets: number;
  /** The number of targets in their own history; with `excludeSeen` each is a miss. Full ranking only. */
  readonly seenTargets?: number | undefined;
  /** The Arrow file beside this one with the values of every user and scorer; see `readPerUser`. */
  readonly perUser: { readonly file: string; readonly sha256: string };
  /** The model first, then the baselines. */
  readonly scorers: readonly ScorerRecord[];
}

export interface ScorerRecord {
  readonly scorer: string;
  readonly role: 'model' | 'baseline';
  readonly seconds: number;
  readonly metrics: MetricIntervals;
  /** Catalogue metrics of the lists. This field and the next two are for the full ranking only. */
  readonly catalogue?: CatalogueMetrics | undefined;
  readonly slices?: readonly SliceRecord[] | undefined;
  readonly debiased?: DebiasedRecord | undefined;
}

/** A group of targets, by user or by item. */
export interface SliceRecord {
  readonly by: 'history-length' | 'popularity' | 'category';
  /** Short, for tables: `11-23`, `head`, `Comedy`. */
  readonly name: string;
  /** A description for people. */
  readonly description: string;
  /**
   * The number of users with a target in the slice. The metrics are means over these users, with only their targets in
   * the slice.
   */
  readonly users: number;
  readonly targets: number;
  readonly metrics: MetricIntervals;
}

/** The metrics as if popular items were not observed more often than others. */
export interface DebiasedRecord {
  /** Self-normalised inverse propensity scoring; the propensity is training interactions ^ power. */
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
