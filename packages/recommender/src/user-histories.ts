import type { Catalogue, ExternalHistory, ExternalId, Sequences } from '@org/seqrec-data';

/** The events of each user in external ids, found by the user's id. */
export class UserHistories {
  readonly #sequences: Sequences;
  readonly #catalogue: Catalogue;
  /** The first row of each user and the row after the last: the sessions of a user are consecutive rows. */
  readonly #rows = new Map<ExternalId, { readonly first: number; end: number }>();

  constructor(sequences: Sequences, catalogue: Catalogue) {
    this.#sequences = sequences;
    this.#catalogue = catalogue;
    sequences.userIds.forEach((id, row) => {
      const own = this.#rows.get(id);
      if (own === undefined) this.#rows.set(id, { first: row, end: row + 1 });
      else own.end = row + 1;
    });
  }

  /** Each user once, in the order of `compareIds`. */
  get users(): readonly ExternalId[] {
    return [...this.#rows.keys()];
  }

  /** The history of a user, oldest first; empty for an unknown one. `5` finds the user `'5'` where there is no user 5. */
  of(user: ExternalId): ExternalHistory {
    const rows = this.#rows.get(user) ?? this.#rows.get(twinOf(user));
    if (rows === undefined) return { items: [] };
    const { offsets, items, timestamps } = this.#sequences;
    const [start, end] = [offsets[rows.first] as number, offsets[rows.end] as number];
    return {
      items: Array.from(items.subarray(start, end), (index) => this.#catalogue.item(index).id),
      ...(timestamps && { timestamps: [...timestamps.subarray(start, end)] }),
    };
  }
}

/** The same number as text, or the same text as a number. */
function twinOf(id: ExternalId): ExternalId {
  if (typeof id === 'number') return String(id);
  return String(Number(id)) === id ? Number(id) : id;
}
