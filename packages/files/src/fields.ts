/**
 * A zod schema for each field of a record, so that a field that is forgotten in the schema does not compile; a schema
 * strips the fields that it does not name.
 *
 * @example
 * const point = z.object({ x: z.number(), label: z.string().optional() } satisfies Fields<Point>);
 */
export type Fields<Rec> = {
  readonly [Key in keyof Rec]-?: { readonly _zod: { readonly output: Rec[Key] } };
};
