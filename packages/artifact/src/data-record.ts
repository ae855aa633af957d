import { type Dataset, timeRange } from '@org/seqrec-data';

/**
 * What an artifact says of the data that its model was trained on: `data` of its `config.json`.
 *
 * @param split the recipe of the split, JSON.
 */
export function dataRecord(
  { manifest, sequences }: Pick<Dataset, 'manifest' | 'sequences'>,
  split: object,
): Readonly<Record<string, unknown>> {
  const { contentHash, source, filters } = manifest;
  return {
    ...{ contentHash, source, filters, split },
    // Later events are new to the model.
    ...(sequences.timestamps && { lastEvent: timeRange(sequences).last }),
  };
}
