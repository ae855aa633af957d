// A namespace, of which bundlers keep what is used: `{ z }` brings all of zod, 455 KB, into a page.
import * as z from 'zod';

/** A loss of item scores: one of {@link itemLosses} with its options. Plain JSON. */
export type ItemLoss =
  | { readonly kind: 'softmax' }
  | { readonly kind: 'sampled-softmax' }
  | { readonly kind: 'bce' }
  | { readonly kind: 'gbce'; readonly t: number }
  | { readonly kind: 'bpr' };

export type ItemLossKind = ItemLoss['kind'];

/** The options of a loss, without its kind. */
type OptionsOf<Loss> = Omit<Loss, 'kind'>;

/** An {@link ItemLoss} whose options may be left out, because each has a default. */
export type ItemLossOptions = {
  [Kind in ItemLossKind]: { readonly kind: Kind } & Partial<
    OptionsOf<Extract<ItemLoss, { kind: Kind }>>
  >;
}[ItemLossKind];

/** One option of a loss. */
export interface LossOption<Value> {
  readonly schema: z.ZodType<Value>;
  readonly default: Value;
  /** A phrase for a command line's help. */
  readonly help: string;
  /** What the help calls a value. */
  readonly value: string;
}

/** The definition of a loss without its function. */
export interface LossDefinition<Loss> {
  /** The loss's name in tables and charts. */
  readonly label: string;
  /** A phrase that says what it does with a label. */
  readonly help: string;
  /** The default number of negatives for each label. 0: it compares with all items and takes none. */
  readonly negatives: number;
  /** Whether it corrects for the probability of each draw, for which its batches need `logQ`. */
  readonly logQ: boolean;
  readonly options: { readonly [Name in keyof OptionsOf<Loss>]: LossOption<Loss[Name]> };
}

/**
 * Every loss, without TensorFlow.js. `item-loss.ts` holds the functions. Command-line flags, their help and
 * every check of a loss derive from this table.
 */
export const itemLosses: {
  readonly [Kind in ItemLossKind]: LossDefinition<Extract<ItemLoss, { kind: Kind }>>;
} = {
  softmax: {
    label: 'softmax',
    help: 'ranks the label above all items',
    negatives: 0,
    logQ: false,
    options: {},
  },
  'sampled-softmax': {
    label: 'sampled softmax',
    help: 'ranks the label above sampled negatives',
    // More negatives gain little, shared by labels or not (Klenitskiy & Vasilev 2023, figure 2).
    negatives: 256,
    logQ: true,
    options: {},
  },
  bce: {
    label: 'BCE',
    help: 'separates the label and sampled negatives by the sign of their scores',
    // As in SASRec.
    negatives: 1,
    logQ: false,
    options: {},
  },
  gbce: {
    label: 'gBCE',
    help: 'is bce with a correction for drawing few negatives',
    // As in gSASRec.
    negatives: 256,
    logQ: false,
    options: {
      t: {
        schema: z.number().min(0).max(1),
        // As in gSASRec's published numbers.
        default: 0.75,
        help: 'calibration of gbce: 0 is bce, 1 corrects the scores fully',
        value: 't',
      },
    },
  },
  bpr: {
    label: 'BPR',
    help: 'ranks the label above each sampled negative',
    // As published.
    negatives: 1,
    logQ: false,
    options: {},
  },
};

export const itemLossKinds: readonly [ItemLossKind, ...ItemLossKind[]] = Object.keys(
  itemLosses,
) as [ItemLossKind, ...ItemLossKind[]];

/** Checks an untyped loss, such as one from a configuration file, and fills in the defaults of its options. */
export const itemLossSchema: z.ZodType<ItemLoss> = z.discriminatedUnion(
  'kind',
  itemLossKinds.map(schemaOf) as unknown as readonly [z.ZodObject],
  {
    error: ({ code }) =>
      code === 'invalid_union' ? `must be one of ${itemLossKinds.join(', ')}` : undefined,
  },
) as z.ZodType as z.ZodType<ItemLoss>;

function schemaOf(kind: ItemLossKind): z.ZodObject {
  const options: Readonly<Record<string, LossOption<unknown>>> = itemLosses[kind].options;
  const fields = Object.entries(options).map(([name, { schema, default: value }]) => [
    name,
    schema.default(value),
  ]);
  return z.strictObject({ kind: z.literal(kind), ...Object.fromEntries(fields) });
}
