/** Lines like ` 1. Toy Story (1995)` of items, best first; `note` gives the text beside the item at an index. */
export function recommendationLines(
  items: readonly string[],
  note: (place: number) => string = () => '',
): string[] {
  const width = String(items.length).length;
  return items.map((item, place) =>
    `  ${String(place + 1).padStart(width)}. ${item}  ${note(place)}`.trimEnd(),
  );
}
