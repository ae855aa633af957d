import { writeFileSync } from 'node:fs';

export const trees: readonly string[] = [
  ...['ash', 'beech', 'cedar', 'elm', 'fir', 'hazel', 'larch', 'maple', 'oak', 'pine'],
  ...['poplar', 'rowan', 'spruce', 'walnut', 'yew'],
];

/** The flags of the columns of walks. */
export const walkColumns: readonly string[] = [
  ...['--user-column', 'person', '--item-column', 'tree', '--timestamp-column', 'when'],
];

/** 120 users who each walk around the circle of trees from a different start. */
export function walkRows(names: readonly string[] = trees): string[] {
  const rows: string[] = [];
  for (let person = 0; person < 120; person += 1) {
    for (let step = 0; step < 5 + (person % 4); step += 1) {
      rows.push(`p${person},${names[(person * 7 + step) % names.length]},${1000 + step}`);
    }
  }
  return rows;
}

export function writeWalks(file: string, rows: readonly string[] = walkRows()): void {
  writeFileSync(file, `${['person,tree,when', ...rows].join('\n')}\n`);
}
