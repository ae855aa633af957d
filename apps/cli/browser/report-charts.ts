import { Error as errorLevel } from 'vega';
import embed, { type Config, type Result, type VisualizationSpec } from 'vega-embed';

/**
 * Draws the charts of a report, and redraws them when the reader switches between light and dark. It runs in the page;
 * the spec is the JSON in each `figure.chart`.
 */
async function drawCharts(): Promise<void> {
  for (const figure of document.querySelectorAll<HTMLElement>('figure.chart')) {
    const place = figure.querySelector<HTMLElement>('.plot');
    const json = figure.querySelector('script[type="application/json"]')?.textContent;
    if (place === null || !json) continue;
    drawn.get(place)?.finalize();
    const result = await embed(place, coloured(JSON.parse(json)), {
      mode: 'vega-lite',
      renderer: 'svg',
      // Expressions are interpreted, not compiled: the page's policy allows no code but this script.
      ast: true,
      actions: { export: true, source: false, compiled: false, editor: false },
      defaultStyle: false,
      forceActionsMenu: true,
      downloadFileName: figure.id,
      config: config(),
      // No warning for charts whose height follows from their rows.
      logLevel: errorLevel,
      tooltip: { disableDefaultStyle: true },
    });
    drawn.set(place, result);
  }
}

const drawn = new Map<Element, Result>();

/** The value of a custom property of the page's style. */
function style(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** The spec with the scheme's colours in place of their names. */
function coloured(spec: {
  encoding?: { color?: { scale?: { range?: string[] } } };
}): VisualizationSpec {
  const scale = spec.encoding?.color?.scale;
  if (scale?.range !== undefined) scale.range = scale.range.map(style);
  return spec as VisualizationSpec;
}

function config(): Config {
  const text = style('text-soft');
  const font = getComputedStyle(document.body).fontFamily;
  return {
    background: 'transparent',
    font,
    axis: {
      labelColor: text,
      titleColor: text,
      domainColor: style('line-strong'),
      tickColor: style('line-strong'),
      gridColor: style('line'),
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: 'normal',
      labelLimit: innerWidth < 600 ? 110 : 220,
      titlePadding: 8,
      labelPadding: 6,
      labelOverlap: 'parity',
      labelSeparation: 8,
      tickCount: innerWidth < 600 ? 4 : 6,
    },
    view: { stroke: null },
  };
}

await drawCharts();
document.documentElement.classList.add('drawn');
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => drawCharts());
