import { colourCount } from './charts/chart.js';

/** Series colours: each at least 3:1 against the page, and distinct for the common colour blindnesses. */
const series = {
  light: ['#1d5fd1', '#c2410c', '#0f766e', '#a21caf', '#8a6100', '#0369a1', '#be123c', '#4b5563'],
  dark: ['#7cb0ff', '#fb923c', '#4fd1bd', '#e58ff0', '#eab308', '#67c7f5', '#fb7f95', '#a8b1c0'],
} as const;

function seriesProperties(scheme: keyof typeof series): string {
  return series[scheme].map((colour, place) => `--series-${place}: ${colour};`).join(' ');
}

const swatches = Array.from(
  { length: colourCount },
  (_, place) => `.swatch-${place} { color: var(--series-${place}); }`,
).join('\n');

/** The style of the page. It uses the reader's fonts, so it loads nothing. */
export const style: string = `
:root {
  color-scheme: light dark;
  --page: #fbfbfa; --card: #ffffff; --inset: #f3f4f3;
  --text: #1b1f24; --text-soft: #55606c;
  --line: #e4e6e4; --line-strong: #b9bfc4;
  --accent: #1d5fd1; --hit: #0b6b3a; --hit-back: #e2f5e9; --warn: #8a4b00; --warn-back: #fdf3e0;
  ${seriesProperties('light')}
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #121417; --card: #191c20; --inset: #22262b;
    --text: #e7e9ec; --text-soft: #a3adb8;
    --line: #2b3036; --line-strong: #566069;
    --accent: #7cb0ff; --hit: #7fe0a5; --hit-back: #15351f; --warn: #f5c77c; --warn-back: #35270f;
    ${seriesProperties('dark')}
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0 auto; max-width: 72rem; padding: 2.5rem 1.25rem 4rem;
  background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, h3 { line-height: 1.2; letter-spacing: -0.015em; margin: 0; text-wrap: balance; }
h1 { font-size: clamp(1.7rem, 1.2rem + 2.2vw, 2.6rem); font-weight: 700; }
h2 { font-size: 1.35rem; font-weight: 650; }
h3 { font-size: 1rem; font-weight: 650; }
p { margin: 0.5rem 0; max-width: 46rem; }
a { color: var(--accent); text-underline-offset: 0.2em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
code, pre { font: 0.875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
pre {
  margin: 0.5rem 0; padding: 0.75rem 1rem; background: var(--inset); border-radius: 8px;
  white-space: pre-wrap; overflow-wrap: anywhere;
}
main > section { margin-top: 3rem; }
section > h2 + p { color: var(--text-soft); }
h3.apart { margin-top: 2rem; }
.soft { color: var(--text-soft); }
.eyebrow { margin: 0 0 0.5rem; color: var(--text-soft); font-size: 0.875rem; }
.facts { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; margin: 1rem 0 0; padding: 0; list-style: none; color: var(--text-soft); font-size: 0.9375rem; }
.facts b { color: var(--text); font-weight: 600; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 1.5rem 0 0; padding: 0.75rem 0; list-style: none; border-block: 1px solid var(--line); font-size: 0.9375rem; }
nav a { display: inline-block; padding: 0.25rem 0; text-decoration: none; }
nav a:hover { text-decoration: underline; }
.note, .warning { max-width: 46rem; margin: 1rem 0 0; padding: 0.6rem 0.9rem; border-radius: 8px; background: var(--inset); font-size: 0.9375rem; }
.warning { background: var(--warn-back); color: var(--warn); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 0.75rem; margin: 1.5rem 0 0; }
.tiles > div { padding: 0.9rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.tiles dt { color: var(--text-soft); font-size: 0.875rem; }
.tiles dd { margin: 0.15rem 0 0; font-size: 1.6rem; font-weight: 650; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tiles dd small { display: block; color: var(--text-soft); font-size: 0.8125rem; font-weight: 400; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1rem; margin-top: 1rem; align-items: start; }
figure { margin: 0; }
figure.chart { position: relative; min-width: 0; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
figcaption { margin-bottom: 0.75rem; padding-right: 2rem; }
figcaption p { margin: 0.2rem 0 0; color: var(--text-soft); font-size: 0.875rem; }
.plot { width: 100%; min-height: 3rem; }
.plot svg { display: block; max-width: 100%; }
.drawn .unplotted { display: none; }
.vega-embed > details { position: absolute; top: 0.75rem; right: 0.75rem; font-size: 0.875rem; }
.vega-embed > details > summary { display: grid; place-items: center; width: 2rem; height: 2rem; color: var(--text-soft); cursor: pointer; list-style: none; border-radius: 6px; }
.vega-embed > details > summary::-webkit-details-marker { display: none; }
.vega-embed > details > summary:hover { background: var(--inset); }
.vega-embed > details > summary svg { width: 16px; height: 16px; }
.vega-actions { position: absolute; right: 0; z-index: 1; min-width: 9rem; padding: 0.35rem; background: var(--card); border: 1px solid var(--line-strong); border-radius: 8px; }
.vega-actions a { display: block; padding: 0.35rem 0.6rem; text-decoration: none; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.1rem; margin: 1rem 0 0; padding: 0; list-style: none; font-size: 0.9375rem; }
.glyph { display: inline-block; width: 1.1em; text-align: center; }
${swatches}
#vg-tooltip-element { position: fixed; z-index: 10; visibility: hidden; padding: 0.5rem 0.7rem; max-width: 20rem; background: var(--text); color: var(--page); border-radius: 6px; font-size: 0.8125rem; pointer-events: none; }
#vg-tooltip-element.visible { visibility: visible; }
#vg-tooltip-element td { padding: 0; border: 0; text-align: left; background: none; white-space: normal; }
#vg-tooltip-element td.key { padding-right: 0.7rem; opacity: 0.75; white-space: nowrap; }
.scroll { margin-top: 1rem; overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: 0.9375rem; font-variant-numeric: tabular-nums; }
caption { padding: 0.75rem 1rem 0.25rem; color: var(--text-soft); font-size: 0.875rem; text-align: left; }
caption span { position: sticky; left: 1rem; display: inline-block; max-width: min(100%, calc(100vw - 4.5rem)); }
th, td { padding: 0.45rem 0.75rem; text-align: right; vertical-align: baseline; white-space: nowrap; }
th:first-child, td:first-child { padding-left: 1rem; }
th:last-child, td:last-child { padding-right: 1rem; }
thead th { color: var(--text-soft); font-weight: 500; font-size: 0.875rem; border-bottom: 1px solid var(--line-strong); }
tbody th { position: sticky; left: 0; min-width: 8.5rem; font-weight: 500; text-align: left; white-space: normal; background: var(--card); }
thead th:first-child, td.text { text-align: left; }
tbody tr + tr > * { border-top: 1px solid var(--line); }
td small { display: block; color: var(--text-soft); font-size: 0.75rem; }
td strong { font-weight: 700; }
tr.baseline th { color: var(--text-soft); font-weight: 400; }
details.data { margin-top: 0.75rem; }
details.data > summary { cursor: pointer; color: var(--accent); font-size: 0.9375rem; padding: 0.25rem 0; width: fit-content; }
.examples { display: grid; gap: 1rem; margin-top: 1rem; }
.example { padding: 1.1rem 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.example .trail { margin: 0.4rem 0 0; max-width: none; font-size: 0.9375rem; }
.example .trail b { font-weight: 600; }
.lists { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: 0.75rem 2rem; margin-top: 0.9rem; }
.lists h4 { margin: 0 0 0.3rem; font-size: 0.875rem; font-weight: 600; }
.lists ol { margin: 0; padding-left: 1.9rem; font-size: 0.9375rem; }
.lists.single ol { columns: 2 17rem; column-gap: 2.5rem; }
.lists li { padding: 0.1rem 0; break-inside: avoid; }
.lists li::marker { color: var(--text-soft); font-variant-numeric: tabular-nums; }
.hit { padding: 0.05rem 0.35rem; margin-left: -0.35rem; border-radius: 4px; background: var(--hit-back); color: var(--hit); font-weight: 600; }
.protocols { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); gap: 1rem; margin-top: 1rem; }
.protocol { min-width: 0; padding: 1.1rem 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.protocol dl { display: grid; grid-template-columns: minmax(6rem, auto) 1fr; gap: 0.35rem 1.25rem; margin: 0.75rem 0 0; font-size: 0.9375rem; }
.protocol dt { color: var(--text-soft); }
.protocol dd { margin: 0; min-width: 0; }
footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--text-soft); font-size: 0.875rem; }
@media (max-width: 40rem) {
  body { padding: 1.5rem 1rem 3rem; }
  main > section { margin-top: 2.5rem; }
  .tiles { grid-template-columns: 1fr 1fr; }
  .tiles dd { font-size: 1.35rem; }
  .charts { grid-template-columns: minmax(0, 1fr); }
}
@media print {
  body { max-width: none; padding: 0; }
  nav, .vega-embed > details { display: none; }
  figure, .example, .protocol { break-inside: avoid; }
}
`;
