/**
 * A zod schema for each field of a record. A forgotten field does not compile; without this type, the schema would
 * silently strip it.
 *
 * @example
 * const point = z.object({ x: z.number(), label: z.string().optional() } satisfies Fields<Point>);
 */
export type Fields<Rec> = {
  readonly [Key in keyof Rec]-?: { readonly _zod: { readonly output: Rec[Key] } };
};
