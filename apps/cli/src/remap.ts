import type { Catalogue, Dataset, ExternalId, Sequences } from '@org/seqrec-data';

export interface Remapped {
  /** In the indices of the other catalogue. */
  readonly sequences: Sequences;
  /** Events of items that the other catalogue does not hold. */
  readonly unknownEvents: number;
  /** Distinct items among them. */
  readonly unknownItems: number;
}

/**
 * A dataset's sequences in the vocabulary of a model: the model's indices stay, events of items it does not know are
 * left out, and with them users who have nothing else. Dislikes are left out too.
 */
export function remapSequences({ catalogue, sequences }: Dataset, vocabulary: Catalogue): Remapped {
  const indexOf = new Int32Array(catalogue.itemCount + 1);
  for (const { index, id } of catalogue.items) indexOf[index] = indexInModel(vocabulary, id) ?? 0;

  const kept: number[] = [];
  const offsets = [0];
  const userIds: ExternalId[] = [];
  const unknown = new Set<number>();
  for (const [user, id] of sequences.userIds.entries()) {
    for (
      let event = at(sequences.offsets, user);
      event < at(sequences.offsets, user + 1);
      event += 1
    ) {
      const item = at(sequences.items, event);
      if (at(indexOf, item) === 0) unknown.add(item);
      else kept.push(event);
    }
    if (kept.length === offsets.at(-1)) continue;
    offsets.push(kept.length);
    userIds.push(id);
  }
  const { timestamps, values } = sequences;
  return {
    sequences: {
      userIds,
      offsets: Int32Array.from(offsets),
      items: Int32Array.from(kept, (event) => at(indexOf, at(sequences.items, event))),
      ...(timestamps && {
        timestamps: BigInt64Array.from(kept, (event) => timestamps[event] ?? 0n),
      }),
      ...(values && { values: Float32Array.from(kept, (event) => at(values, event)) }),
    },
    unknownEvents: sequences.items.length - kept.length,
    unknownItems: unknown.size,
  };
}

/** One source spells an id `5` and another `'5'`; they are the same item unless the catalogue has both. */
function indexInModel(vocabulary: Catalogue, id: ExternalId): number | undefined {
  const exact = vocabulary.indexOf(id);
  if (exact !== undefined) return exact;
  const twin = typeof id === 'number' ? String(id) : Number(id);
  return String(twin) === String(id) ? vocabulary.indexOf(twin) : undefined;
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? 0;
}
