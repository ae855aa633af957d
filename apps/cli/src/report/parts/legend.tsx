import { colourCount, shapeOf } from '../charts/chart.js';

/** The glyph of a series: its shape in its colour. */
export function Glyph({ series }: { readonly series: number }) {
  return (
    <span class={`glyph swatch-${series % colourCount}`} aria-hidden="true">
      {shapeOf(series).glyph}
    </span>
  );
}

/** The legend of the charts below it. */
export function Legend({
  of,
}: {
  readonly of: readonly { readonly label: string; readonly series: number }[];
}) {
  return (
    <ul class="legend" aria-label="Legend">
      {of.map(({ label, series }) => (
        <li>
          <Glyph series={series} /> {label}
        </li>
      ))}
    </ul>
  );
}
