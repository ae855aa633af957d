import { distance } from 'fastest-levenshtein';

/** The candidate that a misspelt word probably meant: at most a third of its letters (and 2 or more) differ. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  return closestFew(word, candidates, 1)[0];
}

/** The nearest candidates, best first, ties in the given order. */
export function closestFew(word: string, candidates: Iterable<string>, limit: number): string[] {
  const wanted = word.toLowerCase();
  const near: { candidate: string; edits: number }[] = [];
  const allowed = Math.max(2, Math.floor(wanted.length / 3));
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) > allowed) continue;
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits <= allowed && edits < Math.max(wanted.length, candidate.length)) {
      near.push({ candidate, edits });
    }
  }
  near.sort((a, b) => a.edits - b.edits);
  return near.slice(0, limit).map(({ candidate }) => candidate);
}
