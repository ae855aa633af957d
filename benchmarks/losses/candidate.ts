import type { ItemLoss } from '@org/attention';
import type { NegativesPer } from '@org/seqrec-data';

/** A loss and its negatives. */
export interface Candidate {
  readonly name: string;
  readonly loss: ItemLoss;
  readonly negatives?: {
    /** N. */
    readonly count: number;
    readonly per: NegativesPer;
  };
}

export const CANDIDATES: readonly Candidate[] = [
  { name: 'softmax', loss: { kind: 'softmax' } },
  {
    name: 'sampled-softmax, 1,000 shared',
    loss: { kind: 'sampled-softmax' },
    negatives: { count: 1000, per: 'batch' },
  },
  {
    name: 'gbce, 256 shared',
    loss: { kind: 'gbce', t: 0.75 },
    negatives: { count: 256, per: 'batch' },
  },
  {
    name: 'gbce, 256 of each label',
    loss: { kind: 'gbce', t: 0.75 },
    negatives: { count: 256, per: 'label' },
  },
  { name: 'bce, 1 of each label', loss: { kind: 'bce' }, negatives: { count: 1, per: 'label' } },
];

/** The input of the process that times one candidate. */
export interface TimedStep {
  readonly candidate: Candidate;
  /** V. */
  readonly items: number;
  readonly steps: number;
  readonly threads: number;
}

/** The output of that process. */
export interface StepTiming {
  readonly msPerStep: number;
  /** Processor time of all threads, which other work on the machine changes little. */
  readonly cpuMsPerStep: number;
  readonly peakRssMiB: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** The model and batch of every candidate: B, T, D, H, M and dropout. */
export const SETTING = {
  batch: 64,
  length: 50,
  hidden: 64,
  heads: 2,
  layers: 2,
  masked: 10,
  dropout: 0.1,
} as const;
