import { raw } from 'hono/html';
import type { Chart } from '../charts/chart.js';

/** A chart, what it shows in words, and its spec for the page's script to draw. */
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

/** JSON that cannot end the script element that it stands in, whatever its strings hold. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
