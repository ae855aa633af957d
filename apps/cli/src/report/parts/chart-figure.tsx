import { raw } from 'hono/html';
import type { Chart } from '../charts/chart.js';

/** A chart's caption and description, and the spec that the page's script draws. */
export function ChartFigure({ chart, id }: { readonly chart: Chart; readonly id: string }) {
  return (
    <figure class="chart" id={id}>
      <figcaption>
        <h3>{chart.title}</h3>
        <p>{chart.description}</p>
      </figcaption>
      <div class="plot">
        <p class="unplotted soft">The chart is drawn by a script; the table has its numbers.</p>
      </div>
      <script type="application/json">{raw(scriptJson(chart.spec))}</script>
    </figure>
  );
}

/** JSON, escaped so that no string can close the surrounding script element. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
