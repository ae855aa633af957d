/** Rows column by column, in the order of the parts. */
export type SqlBlock = readonly (readonly unknown[])[];
