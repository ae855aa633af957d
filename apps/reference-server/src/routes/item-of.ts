import { type Catalogue, describeUnusable, type ItemRecord } from '@org/seqrec-data';
import { refuse } from '../problem.js';

/** The item that a path names, by its id or its title; answers 404 where the model has none. */
export function itemOf(catalogue: Catalogue, id: string): ItemRecord {
  const resolution = catalogue.resolve(id);
  if (resolution.kind === 'found') return resolution.item;
  return refuse(404, describeUnusable([{ id, resolution }]).join('; '));
}
