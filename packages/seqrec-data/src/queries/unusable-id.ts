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
  const unknown = new Set<string>();
  const others = new Set<string>();
  for (const { id, resolution } of unusable) {
    const name = JSON.stringify(id);
    if (resolution.kind === 'unknown') unknown.add(unknownId(name, resolution.near));
    else others.add(explanation(name, resolution));
  }
  const more = others.size - listedIds;
  return [
    ...(unknown.size === 0 ? [] : [`the model does not know ${listed([...unknown])}`]),
    ...[...others].slice(0, listedIds),
    ...(more > 0 ? [`${more} more cannot be used either`] : []),
  ];
}

function unknownId(name: string, near: readonly string[] = []): string {
  if (near.length === 0) return name;
  const meant = near.map((title) => JSON.stringify(title)).join(' or ');
  return `${name} (did you mean ${meant}?)`;
}

function explanation(
  name: string,
  resolution: Exclude<UnusableId['resolution'], { kind: 'unknown' }>,
): string {
  if (resolution.kind === 'untrained') {
    const { title, id: known } = resolution.item;
    return `${name} is known but cannot be used: the titles of the data have ${JSON.stringify(title)}, id ${JSON.stringify(known)}, but nobody had it in the data that the model was trained on, or a filter left it out`;
  }
  const ids = listed(resolution.items.map((item) => JSON.stringify(item.id)));
  return `${name} is the title of ${resolution.items.length} items: name the one you mean by its id, ${ids}`;
}

function listed(names: readonly string[]): string {
  const more = names.length - listedIds;
  return `${names.slice(0, listedIds).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
