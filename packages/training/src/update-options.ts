import type { OptionDefinitions } from '@org/sequence-model/definition';
// A namespace, of which bundlers keep what is used: `{ z }` brings all of zod, 455 KB, into a page.
import * as z from 'zod';

/** Options of the update of the weights. An option that is not given has no effect. */
export interface UpdateOptions {
  /** The largest norm of all gradients together: gradients above it are scaled down. */
  readonly clipNorm?: number | undefined;
}

/**
 * The definition of every option of the update. To add one, add its field and its entry, and read it in
 * `training-body.ts`. The check of options, the comparison of a resumed run with its checkpoint and the flags of the
 * command line derive from this table. A `default` applies to the command line.
 */
export const updateOptions: OptionDefinitions<UpdateOptions> = {
  clipNorm: {
    schema: z.number().positive(),
    default: 5,
    value: 'norm',
    help: 'largest norm of all gradients together',
  },
};

/** Picks the options of the update from other options, in the order of the table. */
export function pickUpdateOptions(options: Readonly<Record<string, unknown>>): UpdateOptions {
  const names = Object.keys(updateOptions);
  return Object.fromEntries(names.map((name) => [name, options[name]]));
}
