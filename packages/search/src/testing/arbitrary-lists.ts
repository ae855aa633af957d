import fc from 'fast-check';
import type { ListDimension } from '../search-space.js';

/** Spaces of lists with up to 256 points. */
export const lists: fc.Arbitrary<Record<string, ListDimension>> = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,6}$/),
  fc.record({
    values: fc.uniqueArray(fc.oneof(fc.integer(), fc.boolean(), fc.string()), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
  { minKeys: 1, maxKeys: 4 },
);
