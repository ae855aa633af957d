import type { Recommendation } from '@org/seqrec-data';

/** Lines like ` 1. Toy Story (1995)`, with the id where there is no title; `note` says what stands beside an item. */
export function recommendationLines(
  recommendations: readonly Recommendation[],
  note: (index: number) => string = () => '',
): string[] {
  const width = String(recommendations.length).length;
  return recommendations.map(({ item, index, title }, place) =>
    `  ${String(place + 1).padStart(width)}. ${title ?? item}  ${note(index)}`.trimEnd(),
  );
}
