import type { Catalogue, ExternalId, ItemRecord } from '@org/seqrec-data';
import { closestFew } from '../program/suggestion.js';

export type Resolution =
  | { readonly kind: 'found'; readonly item: ItemRecord }
  /** A title that these items share: only an id says which. */
  | { readonly kind: 'ambiguous'; readonly items: readonly ItemRecord[] }
  /** Nothing is that; these are near, best first. */
  | { readonly kind: 'unknown'; readonly suggestions: readonly string[] };

const suggestionLimit = 3;

/**
 * The item a person means: an id, a title, a title without its year or with its article in front, or words that a
 * single title holds.
 */
export function resolveItem(catalogue: Catalogue, wanted: ExternalId): Resolution {
  const byId = catalogue.indexOf(wanted);
  if (byId !== undefined) return found(catalogue.item(byId));
  const text = String(wanted);
  const titled = catalogue.titled(text);
  const exact = catalogue.find(text);
  // An id goes before titles.
  if (exact !== undefined && !titled.includes(exact)) return found(exact);
  if (titled.length > 0) return oneOf(titled);

  const folded = text.trim().toLowerCase();
  const sameId = catalogue.items.filter(({ id }) => String(id).toLowerCase() === folded);
  const [foldedId] = sameId;
  if (foldedId !== undefined && sameId.length === 1) return found(foldedId);

  // A number is an id, or a title as a whole, but no word to search: years would match.
  const isNumber = /^\d+$/.test(text.trim());
  const holding = isNumber ? [] : catalogue.search(text, Number.POSITIVE_INFINITY);
  if (shareTitle(holding)) return oneOf(holding);

  const bare = bareTitle(text);
  const sameTitle = catalogue.items.filter(
    ({ title }) => title !== undefined && bareTitle(title) === bare,
  );
  if (bare !== '' && shareTitle(sameTitle)) return oneOf(sameTitle);

  const near = [...sameTitle, ...holding].flatMap(({ title }) => title ?? []);
  const suggestions = new Set(near.length > 0 || isNumber ? near : misspelt(catalogue, text));
  return { kind: 'unknown', suggestions: [...suggestions].slice(0, suggestionLimit) };
}

function found(item: ItemRecord): Resolution {
  return { kind: 'found', item };
}

function oneOf(items: readonly ItemRecord[]): Resolution {
  const [item, ...others] = items;
  return item !== undefined && others.length === 0 ? found(item) : { kind: 'ambiguous', items };
}

/** Whether there are items and all have one title. */
function shareTitle(items: readonly ItemRecord[]): boolean {
  return new Set(items.map(({ title }) => title?.trim().toLowerCase())).size === 1;
}

/** Titles, compared with their year and without, and ids that are words, which differ in few letters. */
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
export function bareTitle(title: string): string {
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
