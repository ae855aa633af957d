import type { Fields } from '@org/files';
import { z } from 'zod';
import { SeqrecDataError } from '../error.js';
import { Catalogue, type ItemRecord, type UntrainedItem } from './catalogue.js';

const id = z.union([z.string().min(1), z.int()]);
const untrainedSchema = z.strictObject({ id, title: z.string() } satisfies Fields<UntrainedItem>);
const itemSchema = z.strictObject({
  index: z.int().min(1),
  id,
  title: z.string().exactOptional(),
  attributes: z
    .record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]))
    .exactOptional(),
} satisfies Fields<ItemRecord>);

/** The text of `items.jsonl`: one item per line, in the order of indices. */
export function formatCatalogue(catalogue: Catalogue): string {
  return catalogue.items
    .map(
      ({ index, id, title, attributes }) => `${JSON.stringify({ index, id, title, attributes })}\n`,
    )
    .join('');
}

/** The file of the catalogue's untrained items, one per line, if there are any. */
export const UNTRAINED_ITEMS_FILE = 'untrained-items.jsonl';

/** The text of {@link UNTRAINED_ITEMS_FILE}. */
export function formatUntrainedItems({ untrained }: Catalogue): string {
  return untrained.map(({ id, title }) => `${JSON.stringify({ id, title })}\n`).join('');
}

/** The untrained items that {@link parseCatalogue} also reads. */
export interface UntrainedLines {
  readonly text: string;
  readonly file: string;
}

/** Parses the text of {@link formatCatalogue} and {@link formatUntrainedItems}; `file` names it in errors. */
export function parseCatalogue(text: string, file: string, untrained?: UntrainedLines): Catalogue {
  const items = parseLines(text, file, (value): ItemRecord => itemSchema.parse(value));
  return new Catalogue(
    items,
    untrained &&
      parseLines(
        untrained.text,
        untrained.file,
        (value): UntrainedItem => untrainedSchema.parse(value),
      ),
  );
}

function parseLines<Item>(text: string, file: string, parse: (value: unknown) => Item): Item[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, i) => {
      try {
        return parse(JSON.parse(line));
      } catch (cause) {
        throw new SeqrecDataError('artifact-corrupt', `${file}:${i + 1}: not an item`, {
          file,
          line: i + 1,
          cause,
        });
      }
    });
}
