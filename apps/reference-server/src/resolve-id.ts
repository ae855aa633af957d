import type { Catalogue, ExternalId } from '@org/seqrec-data';

/**
 * The id as the catalogue spells it. A client may hold `318` where the data has `'318'`, or the other way round, and a
 * path holds only text; the exact id wins where both exist.
 */
export function resolveId(catalogue: Catalogue, id: ExternalId): ExternalId | undefined {
  if (catalogue.indexOf(id) !== undefined) return id;
  const other = typeof id === 'number' ? String(id) : Number(id);
  if (String(other) !== String(id)) return undefined;
  return catalogue.indexOf(other) === undefined ? undefined : other;
}
