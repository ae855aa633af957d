import type { ComparedVariants } from './variant-table.js';

/** How far a comparison goes. */
export interface Extent {
  readonly seeds: readonly number[];
  /** The most epochs of a run. */
  readonly epochs: number;
}

/** A comparison that is cut to one seed and a few epochs, to see what the whole one takes. */
export function trialExtent({ seeds, ...whole }: Extent, trial: number | true | undefined): Extent {
  if (trial === undefined) return { seeds, ...whole };
  return { seeds: seeds.slice(0, 1), epochs: trial === true ? 2 : trial };
}

/** The table, and after a trial the time of one core that the comparison `whole` takes. */
export function comparedText(
  { table, runs, cpuSeconds }: ComparedVariants,
  { seeds, epochs }: Extent,
  whole: Extent,
): string {
  if (epochs === whole.epochs && seeds.length === whole.seeds.length) return table;
  const minutes = (cpuSeconds * whole.epochs) / epochs / seeds.length / 60;
  return [
    table,
    '',
    `${runs} runs of ${epochs} epochs took ${cpuSeconds.toFixed(0)} s of one core. With ${whole.epochs} epochs a seed takes at most`,
    `${minutes.toFixed(0)} minutes of one core, and ${whole.seeds.length} seeds ${(minutes * whole.seeds.length).toFixed(0)}.`,
  ].join('\n');
}
