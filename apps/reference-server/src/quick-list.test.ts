import { OpenAPIHono, z } from '@hono/zod-openapi';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quick } from './quick-list.js';
import { exactNumber, isExactNumber, isItemId, itemId } from './schemas.js';

const MAX = 6;
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));

/** The same object with its lists as plain schemas, and as quick ones. */
function lists(shortcut: boolean): z.ZodType {
  const of = <List extends z.ZodArray>(list: List, holds: (element: unknown) => boolean) =>
    shortcut ? quick(list, holds) : list;
  return z
    .strictObject({
      history: of(z.array(itemId).max(MAX).openapi({ description: 'ids' }), isItemId),
      exclude: of(z.array(itemId).max(MAX), isItemId).default([]),
      timestamps: of(z.array(exactNumber).max(MAX), isExactNumber).optional(),
    })
    .openapi('Lists');
}
const [plain, fast] = [lists(false), lists(true)];

const element = fc.oneof(
  { arbitrary: fc.maxSafeInteger(), weight: 4 },
  { arbitrary: fc.string(), weight: 4 },
  fc.constantFrom<unknown>('', 0, -0, 1.5, 2 ** 53, -(2 ** 53), 1e300, null, true, {}, [], [1]),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const list = fc.oneof(
  // Good everywhere.
  { arbitrary: fc.array(fc.maxSafeInteger(), { maxLength: MAX }), weight: 9 },
  { arbitrary: fc.array(element, { maxLength: MAX + 1 }), weight: 3 },
  fc.constantFrom<unknown>(null, 3, 'text', {}, { length: 2 }),
);

describe('a quick list', () => {
  it('accepts and refuses what the plain schema does, with the same sentences at the same places', () => {
    const body = fc.record(
      { history: list, exclude: list, timestamps: list },
      { requiredKeys: [] },
    );
    let [accepted, refused] = [0, 0];
    fc.assert(
      fc.property(body, (value) => {
        const expected = plain.safeParse(asJson(value));
        expect(fast.safeParse(asJson(value))).toEqual(expected);
        if (expected.success) accepted += 1;
        else refused += 1;
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(accepted, refused)).toBeGreaterThan(200);
  });

  it('is the same in the OpenAPI document', () => {
    const documentOf = (schema: z.ZodType) => {
      const app = new OpenAPIHono();
      app.openAPIRegistry.register('Lists', schema);
      return app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: '', version: '1' } });
    };
    const document = documentOf(fast);
    expect(document).toEqual(documentOf(plain));
    expect(JSON.stringify(document)).toContain(`"maxItems":${MAX}`);
  });

  it('has its first ten errors explained', () => {
    const ids = quick(z.array(itemId).max(1_000_000), isItemId);
    const wrong = new Array(500_000).fill(7).concat(new Array(500_000).fill(null));
    const { error } = ids.safeParse(wrong);
    expect(error?.issues.map(({ path }) => path)).toEqual(
      Array.from({ length: 10 }, (_, n) => [500_000 + n]),
    );
  });
});
