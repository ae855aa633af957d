import type { ItemLoss, ItemLossOptions } from '@org/attention/losses';
import type { ObjectiveDefinition } from './objective-definition.js';
import type { OptionDefinitions } from './option.js';

/** The fields that the configuration of every model has. */
export interface ModelConfig {
  /** V, the number of items of the catalogue. */
  readonly itemCount: number;
  /** The longest sequence, the mask of a cloze query included. */
  readonly maxLength: number;
  /** The loss of the scores. */
  readonly loss: ItemLoss;
}

/** The options that a user passes: only `itemCount` is required, and a loss may leave out its own options. */
export type GivenOptions<Config extends ModelConfig> = Partial<Omit<Config, 'loss'>> &
  Pick<Config, 'itemCount'> & { readonly loss?: ItemLossOptions };

/**
 * A kind of model without its network. Flags, help, checks of configurations and tables of options derive from it. It
 * needs no TensorFlow.js; `defineModel` adds the network.
 */
export interface ModelDefinition<Config extends ModelConfig = ModelConfig> {
  /** Names the kind in artifacts and on the command line, e.g. `bert4rec`. */
  readonly kind: string;
  /** Names it in sentences, e.g. `BERT4Rec`. */
  readonly title: string;
  /** The options of its configuration, in this order. */
  readonly options: OptionDefinitions<Config>;
  readonly objective: ObjectiveDefinition;
}
