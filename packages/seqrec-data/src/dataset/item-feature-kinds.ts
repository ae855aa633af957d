/** How an attribute of items becomes a feature, with its help. */
export const itemFeatureKinds = {
  category: 'a column for each value; an item with several values has the mean of theirs',
  categories: 'the same, with texts cut at each |, comma and semicolon',
  number: 'one column: how many standard deviations the number is above the mean',
  buckets: 'a column for each tenth of the numbers',
} as const;

export type ItemFeatureKind = keyof typeof itemFeatureKinds;
