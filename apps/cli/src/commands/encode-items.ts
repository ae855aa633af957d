import { loadConfiguration } from '../config/load.js';
import { encodeItems } from '../data/item-vectors.js';
import { prepareData } from '../data/prepared-data.js';
import { formatCount, plural } from '../output/format.js';
import { ProgressLine } from '../output/progress.js';
import { writingTo } from '../output/write-output.js';
import { useEngine } from '../program/engine.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import type { Invocation } from './command.js';

export interface EncodeItemsFlags {
  readonly config?: string;
  readonly textEncoder: string;
  readonly itemText?: readonly string[];
  readonly to?: string;
}

/** Encodes the texts of items, and writes their vectors with their ids. */
export async function encodeItemsCommand({
  terminal,
  settings,
  options,
}: Invocation<EncodeItemsFlags>): Promise<number> {
  const { data, engine } = loadConfiguration(settings, options.config);
  const { dataset } = await prepareData(data, terminal);
  await useEngine(engine);
  const progress = new ProgressLine(terminal);
  const named = await encodeItems(
    dataset.catalogue,
    { textEncoder: fromStart(options.textEncoder), itemText: options.itemText },
    {
      cache: fromStart(data.cache),
      onProgress: ({ done, total }) =>
        progress.update({
          label: 'encoding',
          share: done / total,
          details: [`${formatCount(done)}/${formatCount(total)} texts`],
        }),
    },
  );
  progress.clear();
  const file = fromStart(options.to ?? 'item-vectors.safetensors');
  const { writeNamedVectors } = await import('@org/text-encoder');
  await writingTo('--to', () => writeNamedVectors(file, named));
  const { items, untrained } = dataset.catalogue;
  const count = named.ids.length;
  const missing = items.length + untrained.length - count;
  if (missing > 0)
    terminal.warn(`${plural(missing, 'item')} without a text and so without a vector`);
  terminal.show(`Vectors  ${terminal.resultStyle.bold(shownPath(file))}`);
  terminal.show(`         of ${plural(count, 'item')}, ${named.size} features each`);
  terminal.result({ file, items: count, size: named.size, missing, origin: named.origin });
  return 0;
}
