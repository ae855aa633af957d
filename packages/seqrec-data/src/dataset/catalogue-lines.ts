import { z } from 'zod';
import { SeqrecDataError } from '../error.js';
import { Catalogue, type ItemRecord } from './catalogue.js';

const itemSchema = z.strictObject({
  index: z.int().min(1),
  id: z.union([z.string().min(1), z.int()]),
  title: z.string().optional(),
  attributes: z
    .record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]))
    .optional(),
});

/** The text of `items.jsonl`: one item per line, in the order of indices. */
export function formatCatalogue(catalogue: Catalogue): string {
  return catalogue.items
    .map(
      ({ index, id, title, attributes }) => `${JSON.stringify({ index, id, title, attributes })}\n`,
    )
    .join('');
}

/** Reads what {@link formatCatalogue} wrote; `file` names it in errors. */
export function parseCatalogue(text: string, file: string): Catalogue {
  const items = text
    .split('\n')
    .slice(0, -1)
    .map((line, i): ItemRecord => {
      try {
        return itemSchema.parse(JSON.parse(line)) as ItemRecord;
      } catch (cause) {
        throw new SeqrecDataError('artifact-corrupt', `${file}:${i + 1}: not an item`, {
          file,
          line: i + 1,
          cause,
        });
      }
    });
  return new Catalogue(items);
}
