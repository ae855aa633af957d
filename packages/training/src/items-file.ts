import { Catalogue, type ItemRecord } from '@org/seqrec-data';
import { z } from 'zod';
import { TrainingError } from './error.js';

const itemSchema = z.object({
  index: z.int().min(1),
  id: z.union([z.string().min(1), z.int()]),
  title: z.string().optional(),
  attributes: z
    .record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]))
    .optional(),
});

/** The text of `items.jsonl`, the same as in a dataset: an item per line, in the order of indices. */
export function formatItems(catalogue: Catalogue): string {
  return catalogue.items
    .map(
      ({ index, id, title, attributes }) => `${JSON.stringify({ index, id, title, attributes })}\n`,
    )
    .join('');
}

/** Reads what {@link formatItems} wrote; `file` names it in errors. */
export function parseItems(text: string, file: string): Catalogue {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const items = lines.map((line, i): ItemRecord => {
    try {
      return itemSchema.parse(JSON.parse(line)) as ItemRecord;
    } catch (cause) {
      throw new TrainingError('corrupt', `${file}:${i + 1}: not an item`, { file, cause });
    }
  });
  return new Catalogue(items);
}
