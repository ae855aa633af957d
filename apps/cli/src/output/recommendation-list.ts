import type { Recommendation } from '@org/seqrec-data';
import type { Terminal } from './terminal.js';

/** The lines ` 1. Toy Story (1995)`, with the id where there is no title and the mark where `isMarked` says so. */
export function recommendationLines(
  recommendations: readonly Recommendation[],
  terminal: Terminal,
  mark?: { readonly title: string; readonly text: string },
): string[] {
  const width = String(recommendations.length).length;
  return recommendations.map(({ item, title }, place) => {
    const name = title ?? String(item);
    const note =
      mark !== undefined && name === mark.title ? terminal.style.green(`  ${mark.text}`) : '';
    return `  ${String(place + 1).padStart(width)}. ${name}${note}`;
  });
}
