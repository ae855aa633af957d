import fc from 'fast-check';
import type { Interaction } from '../sources/interaction.js';
import type { ItemDetails } from '../sources/source.js';

/** Sources with ids, times and ratings of every kind. */
export const arbitraryInteractions: fc.Arbitrary<Interaction[]> = fc
  .record({ timed: fc.boolean(), ids: fc.constantFrom('integer', 'string', 'mixed') })
  .chain(({ timed, ids }) => {
    const number = fc.maxSafeInteger();
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 });
    const some = { integer: number, string: text, mixed: fc.oneof(number, text) }[ids];
    const few = fc.array(some, { minLength: 1, maxLength: 5 });
    return fc.tuple(few, few).chain(([users, items]) =>
      fc.array(
        fc.record(
          {
            user: fc.constantFrom(...users),
            item: fc.constantFrom(...items),
            ...(timed && { timestamp: fc.maxSafeInteger() }),
            value: fc.float({ noNaN: true, noDefaultInfinity: true }),
            disliked: fc.constant(true),
          },
          { requiredKeys: timed ? ['user', 'item', 'timestamp'] : ['user', 'item'] },
        ),
        { minLength: 1, maxLength: 30 },
      ),
    );
  }) as fc.Arbitrary<Interaction[]>;

/** Details for the items of interactions. */
export function arbitraryDetails(
  interactions: readonly Interaction[],
): fc.Arbitrary<ItemDetails[]> {
  const text = fc.string({ unit: 'binary' });
  const details = fc.record(
    {
      title: text,
      attributes: fc.dictionary(
        text.filter((key) => key !== '__proto__'),
        fc.oneof(text, fc.integer(), fc.array(text)),
      ),
    },
    { requiredKeys: [] },
  );
  return fc.tuple(
    ...interactions.map(({ item }) => details.map((rest) => ({ id: item, ...rest }))),
  );
}
