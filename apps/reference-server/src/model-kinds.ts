import type { ModelBuilder } from '@org/artifact';
import { bert4recFromConfig } from '@org/bert4rec';
import { sasrecFromConfig } from '@org/sasrec';

/** The kinds of model this server can serve, as artifacts name them. A new kind joins here. */
export const modelKinds: Readonly<Record<string, ModelBuilder>> = {
  bert4rec: bert4recFromConfig,
  sasrec: sasrecFromConfig,
};
