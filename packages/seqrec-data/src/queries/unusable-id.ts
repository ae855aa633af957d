import type { Resolution } from '../dataset/catalogue.js';
import { SeqrecDataError } from '../error.js';
import type { ExternalId } from '../sources/interaction.js';

/** The part of a request that names items. */
export type RequestPart = 'history' | 'exclude' | 'allow';

/** An id of a request that stands for no item which a model can use. */
export interface UnusableId {
  readonly id: ExternalId;
  /** Absent where the request is the id alone. */
  readonly part?: RequestPart;
  readonly resolution: Exclude<Resolution, { kind: 'found' }>;
}

/** How the parts of a request are called where it was made, e.g. `--allow`; a part without a name is not named. */
export type PartNames = Readonly<Partial<Record<RequestPart, string>>>;

const partNames: PartNames = { history: 'history', exclude: 'exclude', allow: 'allow' };
const listedIds = 10;

/**
 * A sentence for each reason why ids of a request are not used. The same id is named once, and of many only the first.
 *
 * @example
 * describeUnusable([{ id: 7, part: 'history', resolution: { kind: 'unknown' } }]); // ['history: the model does not know 7']
 */
export function describeUnusable(
  unusable: readonly UnusableId[],
  names: PartNames = partNames,
): string[] {
  return ([undefined, 'history', 'exclude', 'allow'] as const).flatMap((part) => {
    const own = unusable.filter((one) => one.part === part);
    const name = part && names[part];
    return reasons(own).map((reason) => (name === undefined ? reason : `${name}: ${reason}`));
  });
}

/** Ids that cannot be used, in a request that is not answered without them. */
export class UnusableIdsError extends SeqrecDataError {
  readonly unusable: readonly UnusableId[];
  readonly #consequence: string;

  /** `consequence` ends the sentence, e.g. `, so nothing can be recommended`. */
  constructor(unusable: readonly UnusableId[], consequence = '') {
    super('unknown-item', describeUnusable(unusable).join('; ') + consequence);
    this.unusable = unusable;
    this.#consequence = consequence;
  }

  /** The message with the parts of the request under the names that they have where it was made. */
  messageNaming(names: PartNames): string {
    return describeUnusable(this.unusable, names).join('; ') + this.#consequence;
  }
}

function reasons(unusable: readonly UnusableId[]): string[] {
  const unknown = new Set(unusable.flatMap(unknownId));
  const others = [...new Set(unusable.flatMap(explanation))];
  const more = others.length - listedIds;
  return [
    ...(unknown.size === 0 ? [] : [`the model does not know ${listed([...unknown])}`]),
    ...others.slice(0, listedIds),
    ...(more > 0 ? [`${more} more cannot be used either`] : []),
  ];
}

function unknownId({ id, resolution }: UnusableId): string[] {
  if (resolution.kind !== 'unknown') return [];
  const near = (resolution.near ?? []).map((title) => JSON.stringify(title)).join(' or ');
  return [`${JSON.stringify(id)}${near === '' ? '' : ` (did you mean ${near}?)`}`];
}

function explanation({ id, resolution }: UnusableId): string[] {
  const name = JSON.stringify(id);
  if (resolution.kind === 'untrained') {
    const { title, id: known } = resolution.item;
    return [
      `${name} is known but cannot be used: the titles of the data have ${JSON.stringify(title)}, id ${JSON.stringify(known)}, but nobody had it in the data that the model was trained on, or a filter left it out`,
    ];
  }
  if (resolution.kind === 'ambiguous') {
    const ids = listed(resolution.items.map((item) => JSON.stringify(item.id)));
    return [
      `${name} is the title of ${resolution.items.length} items: name the one you mean by its id, ${ids}`,
    ];
  }
  return [];
}

function listed(names: readonly string[]): string {
  const more = names.length - listedIds;
  return `${names.slice(0, listedIds).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
