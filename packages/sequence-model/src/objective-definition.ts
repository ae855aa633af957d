import type { Objective, QueryKind } from '@org/seqrec-data';
// A namespace, of which bundlers keep what is used: `{ z }` brings all of zod, 455 KB, into a page.
import * as z from 'zod';
import { type AnyOptions, completeOptions, type OptionDefinitions } from './option.js';

/** What a kind of model learns to predict, and how a query asks it for the next item. */
export interface ObjectiveDefinition {
  readonly query: QueryKind;
  /** The training settings of the objective. */
  readonly options: AnyOptions;
  /**
   * The objective, for `trainingBatches`.
   *
   * @param settings the given values of `options`.
   * @param maxLength T, the longest sequence of the model.
   * @throws ModelError `invalid-option`, naming the setting.
   */
  objective(settings: Readonly<Record<string, unknown>>, maxLength: number): Objective;
}

/** The settings of the cloze objective. */
export interface ClozeSettings {
  /** The share of a sequence's items that are masked, above 0 and up to 1. */
  readonly maskProbability: number;
  /** The most masks of a sequence. Default: the number that the share gives for the longest sequence. */
  readonly maxPredictions?: number;
  /** The replacement of a chosen item: always MASK, or, as in BERT, also a random item or the item itself. */
  readonly replacement: 'mask' | 'bert';
  /** The share of samples, 0 to 1, that mask only their last item. */
  readonly lastItemShare: number;
}

const clozeOptions: OptionDefinitions<ClozeSettings> = {
  maskProbability: {
    schema: z.number().gt(0).max(1),
    // Between the publication's 0.2 for MovieLens-1M and its 0.6 for Beauty.
    default: 0.3,
    value: 'share',
    help: 'share of a sequence’s items that are masked',
  },
  maxPredictions: {
    schema: z.int().min(1),
    help: 'most items of a sequence that are masked (default: what the share gives)',
  },
  replacement: {
    schema: z.enum(['mask', 'bert']),
    // As published.
    default: 'mask',
    help: 'what replaces a masked item: always the mask, or as in BERT also a random item or the item itself',
  },
  lastItemShare: {
    schema: z.number().min(0).max(1),
    // Serving predicts the last item. About a tenth of the samples are of this kind in the authors' code; a larger
    // share learns faster.
    default: 0.2,
    value: 'share',
    help: 'share of samples that mask only their last item, which is what serving asks for',
  },
};

/**
 * Masks items and predicts them from both sides (BERT4Rec). A query puts a MASK after the newest item of the history.
 */
export const cloze: ObjectiveDefinition = {
  query: 'cloze',
  options: clozeOptions,
  objective(settings, maxLength) {
    const definition = { title: 'the cloze objective', options: clozeOptions };
    const complete = completeOptions<ClozeSettings>(definition, settings);
    const { maskProbability, replacement, lastItemShare } = complete;
    const maxPredictions =
      complete.maxPredictions ?? Math.max(1, Math.round(maxLength * maskProbability));
    return {
      kind: 'cloze',
      maskProbability,
      maxPredictions,
      lastItemShare,
      ...(replacement === 'bert' && { replacement: { mask: 0.8, random: 0.1, keep: 0.1 } }),
    };
  },
};

/** Each slot predicts the item after it (SASRec). A query reads the slot of the newest item of the history. */
export const nextItem: ObjectiveDefinition = {
  query: 'next-item',
  options: {},
  objective(settings) {
    completeOptions({ title: 'the next-item objective', options: {} }, settings);
    return { kind: 'next-item' };
  },
};
