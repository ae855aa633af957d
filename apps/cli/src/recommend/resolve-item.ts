import type { Catalogue, ExternalId, ItemRecord, Resolution } from '@org/seqrec-data';
import { closestFew } from '../program/suggestion.js';

const suggestionLimit = 3;

/**
 * Finds the item that a person types: as the catalogue does, and also an id in another case, a title without its year
 * or with its article in front, or words that occur in a single title. For an unknown item it returns similar titles
 * and ids, best first.
 */
export function resolveItem(catalogue: Catalogue, wanted: ExternalId): Resolution {
  const resolution = catalogue.resolve(wanted);
  if (resolution.kind !== 'unknown') return resolution;
  const text = String(wanted);
  const folded = text.trim().toLowerCase();
  const sameId = catalogue.items.filter(({ id }) => String(id).toLowerCase() === folded);
  const [foldedId] = sameId;
  if (foldedId !== undefined && sameId.length === 1) return { kind: 'found', item: foldedId };

  const bare = bareTitle(text);
  const isSameTitle = ({ title }: { readonly title?: string }) =>
    bare !== '' && title !== undefined && bareTitle(title) === bare;
  const sameTitle = catalogue.items.filter(isSameTitle);
  if (shareTitle(sameTitle)) return oneOf(sameTitle);
  const untrained = sameTitle.length === 0 && catalogue.untrained.find(isSameTitle);
  if (untrained) return { kind: 'untrained', item: untrained };

  // A number is an id or a whole title, but is not searched for, because years would match.
  const isNumber = /^\d+$/.test(text.trim());
  const holding = isNumber ? [] : catalogue.search(text, Number.POSITIVE_INFINITY);
  if (shareTitle(holding)) return oneOf(holding);

  const titles = [...sameTitle, ...holding].flatMap(({ title }) => title ?? []);
  const near = new Set(titles.length > 0 || isNumber ? titles : misspelt(catalogue, text));
  return { kind: 'unknown', near: [...near].slice(0, suggestionLimit) };
}

function oneOf(items: readonly ItemRecord[]): Resolution {
  const [item, ...others] = items;
  return item !== undefined && others.length === 0
    ? { kind: 'found', item }
    : { kind: 'ambiguous', items };
}

/** Whether there are items and all have one title. */
function shareTitle(items: readonly ItemRecord[]): boolean {
  return new Set(items.map(({ title }) => title?.trim().toLowerCase())).size === 1;
}

/** Titles (compared with and without their year) and textual ids that differ in few letters. */
function misspelt(catalogue: Catalogue, text: string): string[] {
  const titlesOf = new Map<string, string>();
  for (const { title, id } of catalogue.items) {
    if (typeof id === 'string') titlesOf.set(id, title ?? id);
    if (title === undefined) continue;
    titlesOf.set(title, title);
    const bare = bareTitle(title);
    if (!titlesOf.has(bare)) titlesOf.set(bare, title);
  }
  return closestFew(text, titlesOf.keys(), suggestionLimit * 2).flatMap(
    (match) => titlesOf.get(match) ?? [],
  );
}

const articles = 'the|a|an|le|la|les|il|el|der|die|das';
const trailingArticle = new RegExp(`, (${articles})$`, 'i');
const leadingArticle = new RegExp(`^(${articles}) `);

/** `Matrix, The (1999)` as `matrix`: without year, article, accents, case and punctuation. */
function bareTitle(title: string): string {
  return title
    .replace(/\s*\(\d{4}\)\s*$/, '')
    .replace(trailingArticle, '')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(leadingArticle, '');
}
