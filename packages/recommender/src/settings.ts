import type { ModelKind } from '@org/models';
import type { NegativesOptions, Objective, SplitRecipe } from '@org/seqrec-data';
import type { Model, TransformerOptions } from '@org/sequence-model';
import type { TrainingRecipe } from '@org/training/recipe';

/** A kind of model with those of its options that the data does not decide. */
export type ModelChoice = { readonly kind: ModelKind } & Partial<
  Omit<TransformerOptions, 'itemCount' | 'seed'>
>;

/** How a recommender was trained. Plain JSON. */
export interface Settings {
  readonly kind: ModelKind;
  /** The options of the model, without the number of items and the seed. */
  readonly model: Readonly<Record<string, unknown>> & { readonly maxLength: number };
  readonly training: TrainingRecipe;
  readonly objective: Objective;
  /** For losses that sample. */
  readonly negatives?: NegativesOptions | undefined;
  readonly split: SplitRecipe;
  /** Whether recommendations leave out the items of the history. */
  readonly excludeSeen: boolean;
  /** The seed of weights, masks, order and dropout. */
  readonly seed: number;
}

/** The complete options of a model, with the defaults of its kind. */
export function modelOptions({ config }: Model): Settings['model'] {
  const { itemCount: _, seed: __, ...options } = { seed: 0, ...config };
  return options;
}
