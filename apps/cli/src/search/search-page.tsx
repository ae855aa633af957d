import { type MetricKey, metricLabel } from '@org/metrics';
import { renderDocument } from '../report/document.js';
import { ChartFigure } from '../report/parts/chart-figure.js';
import { DataTable } from '../report/parts/data-table.js';
import { Legend } from '../report/parts/legend.js';
import { RepeatSection } from '../report/parts/repeat-section.js';
import { type TrialRow, trialStates } from './results.js';
import { searchSeries, settingChart, validationChart } from './search-charts.js';
import { settingName, settingValue } from './settings-text.js';

export interface SearchPageContent {
  /** Best first. */
  readonly rows: readonly TrialRow[];
  readonly metric: MetricKey;
  readonly command: string;
  /** The trial that won. */
  readonly winner: number;
  /** The JavaScript that draws the charts. */
  readonly script: string;
}

/** The trials of a search as a self-contained HTML file. */
export function searchPage({ script, ...content }: SearchPageContent): Promise<string> {
  const title = `${content.rows.length} trials by validation ${metricLabel(content.metric)}`;
  return renderDocument({ title, script, children: <Search title={title} {...content} /> });
}

interface SearchProps extends Omit<SearchPageContent, 'script'> {
  readonly title: string;
}

function Search({ title, rows, metric, command, winner }: SearchProps) {
  const name = metricLabel(metric);
  const settings = Object.keys(rows[0]?.settings ?? {});
  const shown = { rows, metric: name, winner };
  return (
    <>
      <header>
        <h1>{title}</h1>
        <p class="soft">
          The best is trial {winner}. Test results are of it alone, and not on this page.
        </p>
      </header>
      <main>
        <section id="validations">
          <h2>Validations</h2>
          <Legend of={searchSeries(winner)} />
          <div class="charts">
            <ChartFigure chart={validationChart(shown)} id="validations-chart" />
          </div>
        </section>
        <section id="settings">
          <h2>Settings</h2>
          <p>Each dot is a trial at its best validation.</p>
          <div class="charts">
            {settings.map((setting) => (
              <ChartFigure chart={settingChart(setting, shown)} id={`by-${settingName(setting)}`} />
            ))}
          </div>
        </section>
        <section id="trials">
          <h2>Trials</h2>
          <DataTable
            caption={`By their best validation ${name}`}
            head={['trial', ...settings.map(settingName), name, 'at epoch', 'of', 'end']}
            rows={rows.map((row) => ({
              head: String(row.trial),
              cells: [
                ...settings.map((setting) => settingValue(row.settings[setting] ?? '')),
                row.value?.toFixed(4),
                row.bestEpoch,
                row.epochs,
                row.failure ?? trialStates[row.state],
              ],
            }))}
          />
        </section>
        <RepeatSection command={command} />
      </main>
    </>
  );
}
