import type { ExternalId } from '../sources/interaction.js';
import type { ReadOptions, Source } from '../sources/source.js';
import { type InteractionTable, InteractionTableBuilder } from './interaction-table.js';
import type { PrepareEvent } from './prepare-event.js';

/** Reads all interactions, with an event after each block; `totalBytes` is the size of the source's files. */
export async function readTable(
  source: Source,
  totalBytes: number,
  options: ReadOptions,
  onEvent: (event: PrepareEvent) => void,
): Promise<InteractionTable> {
  const builder = new InteractionTableBuilder();
  for await (const _ of readBlocks(builder, source, totalBytes, options, onEvent));
  return builder.finish();
}

/** Reads all interactions into a builder, and yields after each block. */
export async function* readBlocks(
  builder: InteractionTableBuilder,
  source: Source,
  totalBytes: number,
  options: ReadOptions,
  onEvent: (event: PrepareEvent) => void,
): AsyncGenerator<void> {
  let bytes = 0;
  const counting: ReadOptions = {
    ...options,
    onBytes: (more) => {
      bytes += more;
    },
  };
  const afterBlock = (): void => {
    options.signal?.throwIfAborted();
    onEvent({ type: 'reading', bytes, totalBytes, interactions: builder.rows });
  };
  if (source.userEvents !== undefined) {
    for await (const block of source.userEvents(counting)) {
      for (const events of block) builder.addEvents(events);
      afterBlock();
      yield;
    }
  } else {
    for await (const block of source.interactions(counting)) {
      builder.add(block);
      afterBlock();
      yield;
    }
  }
}

/** The source's details of these items or users, by id. If an id has several, the first ones count. */
export async function readDetails<Details extends { readonly id: ExternalId }>(
  blocks: AsyncIterable<readonly Details[]> | undefined,
  ids: Iterable<ExternalId>,
  { signal }: ReadOptions,
): Promise<ReadonlyMap<ExternalId, Details>> {
  const details = new Map<ExternalId, Details>();
  if (blocks === undefined) return details;
  const wanted = new Set(ids);
  for await (const block of blocks) {
    signal?.throwIfAborted();
    for (const one of block) {
      if (wanted.has(one.id) && !details.has(one.id)) details.set(one.id, one);
    }
  }
  return details;
}
