import type { TopLevelSpec } from 'vega-lite';

/** A chart with a description in words, for readers who cannot see it. */
export interface Chart {
  readonly title: string;
  readonly description: string;
  readonly spec: TopLevelSpec;
}

/** The shapes in the order of series; the page's legends show a glyph of each. */
export const shapes = [
  { vega: 'circle', glyph: '●' },
  { vega: 'square', glyph: '■' },
  { vega: 'triangle-up', glyph: '▲' },
  { vega: 'diamond', glyph: '◆' },
  { vega: 'triangle-down', glyph: '▼' },
  { vega: 'cross', glyph: '✚' },
] as const;

/** The number of series colours of the page, from `--series-0`. */
export const colourCount = 8;

export function shapeOf(series: number): (typeof shapes)[number] {
  return shapes[series % shapes.length] as (typeof shapes)[number];
}

/** The parts that all charts share. The page's script sets width, fonts and colours, which depend on the reader's screen. */
export function chartOf(
  { title, description }: Omit<Chart, 'spec'>,
  spec: Readonly<Record<string, unknown>>,
): Chart {
  const shared = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description,
    width: 'container',
  };
  return { title, description, spec: { ...shared, ...spec } as TopLevelSpec };
}

interface Series {
  readonly label: string;
  readonly series: number;
}

/**
 * Colour and shape of the series, the same in every chart of a page. Colours have names, `series-0` and so on; the page's
 * script replaces them by those of the light or the dark scheme.
 */
export function seriesEncoding(all: readonly Series[]) {
  const domain = all.map(({ label }) => label);
  const scale = (range: readonly string[]) => ({ domain, range });
  return {
    color: {
      field: 'label',
      type: 'nominal',
      legend: null,
      scale: scale(all.map(({ series }) => `series-${series % colourCount}`)),
    },
    shape: {
      field: 'label',
      type: 'nominal',
      legend: null,
      scale: scale(all.map(({ series }) => shapeOf(series).vega)),
    },
  };
}
