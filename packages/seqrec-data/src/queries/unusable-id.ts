import type { Resolution } from '../dataset/catalogue.js';
import { SeqrecDataError } from '../error.js';
import type { ExternalId } from '../sources/interaction.js';
import { atOnce, inTurns } from './in-turns.js';

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
/** Ids between two pauses. */
const idsATurn = 8192;

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
  return atOnce(describing(unusable, names));
}

/** As {@link describeUnusable}, with a pause after each few thousand ids. */
export function describeUnusableInTurns(
  unusable: readonly UnusableId[],
  pause: () => Promise<unknown>,
): Promise<string[]> {
  return inTurns(describing(unusable), pause);
}

/** Yields now and then. */
export function* describing(
  unusable: readonly UnusableId[],
  names: PartNames = partNames,
): Generator<void, string[]> {
  const parts = new Map<RequestPart | undefined, UnusablePart>();
  for (const [place, { id, part, resolution }] of unusable.entries()) {
    if (place % idsATurn === idsATurn - 1) yield;
    let own = parts.get(part);
    if (own === undefined) {
      own = { unknown: new Map(), others: new Map() };
      parts.set(part, own);
    }
    if (resolution.kind !== 'unknown') own.others.set(id, resolution);
    else if (!own.unknown.has(id)) own.unknown.set(id, resolution.near);
  }
  return ([undefined, 'history', 'exclude', 'allow'] as const).flatMap((part) => {
    const own = parts.get(part);
    const name = part && names[part];
    const sentences = own === undefined ? [] : reasons(own);
    return sentences.map((reason) => (name === undefined ? reason : `${name}: ${reason}`));
  });
}

/** The error of a request with ids that cannot be used. */
export class UnusableIdsError extends SeqrecDataError {
  readonly unusable: readonly UnusableId[];
  readonly #consequence: string;

  /**
   * @param consequence ends the sentence, e.g. `, so nothing can be recommended`.
   * @param notices what {@link describeUnusable} says of the ids, where the caller knows it.
   */
  constructor(
    unusable: readonly UnusableId[],
    consequence = '',
    notices: readonly string[] = describeUnusable(unusable),
  ) {
    super('unknown-item', notices.join('; ') + consequence);
    this.unusable = unusable;
    this.#consequence = consequence;
  }

  /** The message with the caller's names of the parts of the request. */
  messageNaming(names: PartNames): string {
    return describeUnusable(this.unusable, names).join('; ') + this.#consequence;
  }
}

/** The ids of a part of a request, each once: requests may name 100,000 of which few are listed. */
interface UnusablePart {
  /** With similar titles or ids. */
  readonly unknown: Map<ExternalId, readonly string[] | undefined>;
  readonly others: Map<ExternalId, Explained>;
}

function reasons({ unknown, others }: UnusablePart): string[] {
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
