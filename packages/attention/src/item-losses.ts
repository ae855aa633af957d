import { z } from 'zod';

/** What a model learns from its scores of items: one of {@link itemLosses} with its options. Plain JSON. */
export type ItemLoss =
  | { readonly kind: 'softmax' }
  | { readonly kind: 'sampled-softmax' }
  | { readonly kind: 'bce' }
  | { readonly kind: 'gbce'; readonly t: number }
  | { readonly kind: 'bpr' };

export type ItemLossKind = ItemLoss['kind'];

/** The options that a loss has beside its kind. */
type OptionsOf<Loss> = Omit<Loss, 'kind'>;

/** An {@link ItemLoss} whose options may be left out: each has a default. */
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

/** What is known of a loss without computing it. */
export interface LossDefinition<Loss> {
  /** The loss's name in tables and charts. */
  readonly label: string;
  /** What it does with a label, as a phrase. */
  readonly help: string;
  /** How many negatives each label gets unless a caller says otherwise. 0: it compares with all items and takes none. */
  readonly negatives: number;
  /** Whether it corrects for how likely each item is drawn: its batches then need `logQ`. */
  readonly logQ: boolean;
  readonly options: { readonly [Name in keyof OptionsOf<Loss>]: LossOption<Loss[Name]> };
}

/**
 * Every loss there is, without TensorFlow.js. `item-loss.ts` holds the functions. Command-line flags, their help and
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
    // More gain little, whether labels share them or not (Klenitskiy & Vasilev 2023, figure 2).
    negatives: 256,
    logQ: true,
    options: {},
  },
  bce: {
    label: 'BCE',
    help: 'tells the label from sampled negatives, each by itself',
    // SASRec's.
    negatives: 1,
    logQ: false,
    options: {},
  },
  gbce: {
    label: 'gBCE',
    help: 'is bce, corrected for drawing few of all items',
    // gSASRec's.
    negatives: 256,
    logQ: false,
    options: {
      t: {
        schema: z.number().min(0).max(1),
        // gSASRec's for its published numbers.
        default: 0.75,
        help: 'calibration of gbce: 0 is bce, 1 undoes what sampling does to the scores',
        value: 't',
      },
    },
  },
  bpr: {
    label: 'BPR',
    help: 'ranks the label above each sampled negative',
    // The publication draws one.
    negatives: 1,
    logQ: false,
    options: {},
  },
};

export const itemLossKinds: readonly [ItemLossKind, ...ItemLossKind[]] = Object.keys(
  itemLosses,
) as [ItemLossKind, ...ItemLossKind[]];

/** Checks a loss of unknown origin, such as a configuration file, and fills in the defaults of its options. */
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
