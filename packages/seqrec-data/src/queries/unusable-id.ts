import type { Resolution } from '../dataset/catalogue.js';
import { SeqrecDataError } from '../error.js';
import type { ExternalId } from '../sources/interaction.js';

/** The part of a request that names items. */
export type RequestPart = 'history' | 'exclude' | 'allow';

/** An id of a request without an item that the model can use. */
export interface UnusableId {
  readonly id: ExternalId;
  /** Absent if the request is only the id. */
  readonly part?: RequestPart;
  readonly resolution: Exclude<Resolution, { kind: 'found' }>;
}

/** The caller's names of the parts of a request, e.g. `--allow`. A part without a name is not mentioned. */
export type PartNames = Readonly<Partial<Record<RequestPart, string>>>;

const partNames: PartNames = { history: 'history', exclude: 'exclude', allow: 'allow' };
const listedIds = 10;

/**
 * A sentence for each reason why ids of a request are not used. Each id is named once, and only the first of many.
 *
 * @example
 * describeUnusable([{ id: 7, part: 'history', resolution: { kind: 'unknown' } }]); // ['history: the model does not know 7']
 */
export function describeUnusable(
  unusable: readonly UnusableId[],
  names: PartNames = partNames,
): string[] {
  if (unusable.length === 0) return [];
  return ([undefined, 'history', 'exclude', 'allow'] as const).flatMap((part) => {
    const own = unusable.filter((one) => one.part === part);
    const name = part && names[part];
    return reasons(own).map((reason) => (name === undefined ? reason : `${name}: ${reason}`));
  });
}

/** The error of a request with ids that cannot be used. */
export class UnusableIdsError extends SeqrecDataError {
  readonly unusable: readonly UnusableId[];
  readonly #consequence: string;

  /** @param consequence ends the sentence, e.g. `, so nothing can be recommended`. */
  constructor(unusable: readonly UnusableId[], consequence = '') {
    super('unknown-item', describeUnusable(unusable).join('; ') + consequence);
    this.unusable = unusable;
    this.#consequence = consequence;
  }

  /** The message with the caller's names of the parts of the request. */
  messageNaming(names: PartNames): string {
    return describeUnusable(this.unusable, names).join('; ') + this.#consequence;
  }
}

function reasons(unusable: readonly UnusableId[]): string[] {
  // Requests may name 100,000 ids, of which few are listed.
  const unknown = new Map<ExternalId, readonly string[] | undefined>();
  const others = new Map<ExternalId, Explained>();
  for (const { id, resolution } of unusable) {
    if (resolution.kind !== 'unknown') others.set(id, resolution);
    else if (!unknown.has(id)) unknown.set(id, resolution.near);
  }
  const more = others.size - listedIds;
  const names = first(unknown).map(([id, near]) => unknownId(JSON.stringify(id), near));
  return [
    ...(unknown.size === 0 ? [] : [`the model does not know ${listed(names, unknown.size)}`]),
    ...first(others).map(([id, resolution]) => explanation(JSON.stringify(id), resolution)),
    ...(more > 0 ? [`${more} more cannot be used either`] : []),
  ];
}

function unknownId(name: string, near: readonly string[] = []): string {
  if (near.length === 0) return name;
  const meant = near.map((title) => JSON.stringify(title)).join(' or ');
  return `${name} (did you mean ${meant}?)`;
}

type Explained = Exclude<UnusableId['resolution'], { kind: 'unknown' }>;

function explanation(name: string, resolution: Explained): string {
  if (resolution.kind === 'untrained') {
    const { title, id: known } = resolution.item;
    return `${name} is known but cannot be used: the titles of the data have ${JSON.stringify(title)}, id ${JSON.stringify(known)}, but nobody had it in the data that the model was trained on, or a filter left it out`;
  }
  const { length } = resolution.items;
  const ids = listed(
    resolution.items.slice(0, listedIds).map((item) => JSON.stringify(item.id)),
    length,
  );
  return `${name} is the title of ${resolution.items.length} items: name the one you mean by its id, ${ids}`;
}

/** The first names, of so many. */
function listed(names: readonly string[], count: number): string {
  const more = count - listedIds;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function first<Value>(map: ReadonlyMap<ExternalId, Value>): [ExternalId, Value][] {
  const entries: [ExternalId, Value][] = [];
  for (const entry of map) {
    if (entries.length === listedIds) break;
    entries.push(entry);
  }
  return entries;
}
