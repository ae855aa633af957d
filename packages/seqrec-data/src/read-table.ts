import type { ExternalId } from './interaction.js';
import { type InteractionTable, InteractionTableBuilder } from './interaction-table.js';
import type { PrepareEvent } from './prepare-event.js';
import type { ItemDetails, ReadOptions, Source } from './sources/source.js';

/** Reads all interactions, telling of progress; `totalBytes` is the size of the source's files. */
export async function readTable(
  source: Source,
  totalBytes: number,
  options: ReadOptions,
  onEvent: (event: PrepareEvent) => void,
): Promise<InteractionTable> {
  const builder = new InteractionTableBuilder();
  let bytes = 0;
  const counting: ReadOptions = {
    ...options,
    onBytes: (more) => {
      bytes += more;
    },
  };
  for await (const block of source.interactions(counting)) {
    options.signal?.throwIfAborted();
    builder.add(block);
    onEvent({ type: 'reading', bytes, totalBytes, interactions: builder.rows });
  }
  return builder.finish();
}

/** What the source tells about these items, by id; where it tells twice, the first counts. */
export async function readDetails(
  source: Source,
  ids: readonly ExternalId[],
  options: ReadOptions,
): Promise<ReadonlyMap<ExternalId, ItemDetails>> {
  const wanted = new Set(ids);
  const details = new Map<ExternalId, ItemDetails>();
  if (source.items === undefined) return details;
  for await (const block of source.items(options)) {
    options.signal?.throwIfAborted();
    for (const item of block) {
      if (wanted.has(item.id) && !details.has(item.id)) details.set(item.id, item);
    }
  }
  return details;
}
