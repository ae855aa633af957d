import type { ItemLoss, ItemLossOptions } from '@org/attention/losses';
import type { ObjectiveDefinition } from './objective-definition.js';
import type { OptionDefinitions } from './option.js';

/** What the configuration of every model has. */
export interface ModelConfig {
  /** V, the number of items of the catalogue. */
  readonly itemCount: number;
  /** The longest sequence, the mask of a cloze query included. */
  readonly maxLength: number;
  /** What is learned from the scores. */
  readonly loss: ItemLoss;
}

/**
 * The options that a model's user gives for a configuration: only `itemCount` is required, and a loss may leave out its
 * own options.
 */
export type GivenOptions<Config extends ModelConfig> = Partial<Omit<Config, 'loss'>> &
  Pick<Config, 'itemCount'> & { readonly loss?: ItemLossOptions };

/**
 * A kind of model without its network: all that flags, help, checks of configurations and tables of options need. It
 * imports nothing of TensorFlow.js; `defineModel` joins it with the network.
 */
export interface ModelDefinition<Config extends ModelConfig = ModelConfig> {
  /** Names the kind in artifacts and on the command line, e.g. `bert4rec`. */
  readonly kind: string;
  /** Names it in sentences, e.g. `BERT4Rec`. */
  readonly title: string;
  /** What its configuration holds, in this order. */
  readonly options: OptionDefinitions<Config>;
  readonly objective: ObjectiveDefinition;
}
