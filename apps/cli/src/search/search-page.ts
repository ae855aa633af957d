import type { MetricKey } from '@org/metrics';
import { metricName } from '../output/metric-name.js';
import { learningCurves } from './curves-plot.js';
import { escaped } from './escaped.js';
import type { TrialRow } from './results.js';
import { settingPlot } from './setting-plot.js';
import { settingName, settingValue } from './settings-text.js';

export interface SearchPageOptions {
  /** The best first. */
  readonly rows: readonly TrialRow[];
  readonly metric: MetricKey;
  readonly command: string;
  /** The trial that won. */
  readonly winner: number;
}

/** A page of its own, without scripts and without anything from elsewhere. */
export function searchPage({ rows, metric, command, winner }: SearchPageOptions): string {
  const name = metricName(metric);
  const settings = Object.keys(rows[0]?.settings ?? {});
  const plots = settings.map((setting) => settingPlot(rows, { setting, metric: name, winner }));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Search by ${escaped(name)}</title>
<style>${style}</style>
<h1>${rows.length} trials by validation ${escaped(name)}</h1>
<p>The best is trial ${winner}. Test results are of it alone, and not on this page.</p>
<h2>Validations</h2>
${learningCurves(rows, { metric: name, winner })}
<h2>Settings</h2>
<p>Each dot is a trial at its best validation.</p>
<div class="plots">${plots.join('')}</div>
<h2>Trials</h2>
<div class="wide">${table(rows, settings, name)}</div>
<h2>Again</h2>
<pre>${escaped(command)}</pre>
</html>
`;
}

function table(rows: readonly TrialRow[], settings: readonly string[], metric: string): string {
  const head = ['trial', ...settings.map(settingName), metric, 'at epoch', 'of', 'end'];
  const cells = rows.map((row) => [
    String(row.trial),
    ...settings.map((name) => settingValue(row.settings[name] ?? '')),
    row.value?.toFixed(4) ?? '',
    row.bestEpoch === undefined ? '' : String(row.bestEpoch),
    String(row.epochs),
    row.failure ?? row.state.replace('-', ' '),
  ]);
  const line = (tag: string, values: readonly string[]) =>
    `<tr>${values.map((value) => `<${tag}>${escaped(value)}</${tag}>`).join('')}</tr>`;
  return `<table>${line('th', head)}${cells.map((values) => line('td', values)).join('')}</table>`;
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
svg { width: 100%; height: auto; font: 12px system-ui, sans-serif; }
svg text { fill: currentColor; } svg .axis { stroke: currentColor; opacity: .4; }
svg .trial { stroke: #8c9bb5; fill: none; opacity: .7; } svg .winner { stroke: #d9480f; stroke-width: 2.5; fill: none; }
svg circle.trial { fill: #8c9bb5; stroke: none; } svg circle.winner { fill: #d9480f; stroke: none; }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); gap: 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .6rem; text-align: right; white-space: nowrap; border-bottom: 1px solid #8884; }
pre { overflow-x: auto; }
`;
