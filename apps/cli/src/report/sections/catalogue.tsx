import { type MetricKey, metricLabel } from '@org/metrics';
import { shownCutoff } from '../../measure/scores-table.js';
import { formatCount, formatShare } from '../../output/format.js';
import { DataTable } from '../parts/data-table.js';
import { IntervalCell } from '../parts/interval-cell.js';
import { cutoffsOf, type Standing } from '../standings.js';

/** Coverage and related metrics, and the debiased view. */
export function CatalogueSection({ standings }: { readonly standings: readonly Standing[] }) {
  const ks = cutoffsOf(standings);
  const k = shownCutoff(ks);
  const keys: readonly MetricKey[] = [`ndcg@${k}`, `hitRate@${k}`];
  const power = standings.find(({ record }) => record.debiased)?.record.debiased?.power;
  return (
    <section id="catalogue">
      <h2>Coverage and popularity</h2>
      <DataTable
        caption={`What the top ${ks.at(-1)} lists of all users show of the catalogue`}
        head={['scorer', 'coverage', 'novelty (bits)', 'mean popularity', 'Gini of exposure']}
        rows={standings.map(({ label, role, record: { catalogue } }) => ({
          head: label,
          baseline: role === 'baseline',
          cells:
            catalogue === undefined
              ? ['–', '–', '–', '–']
              : [
                  formatShare(catalogue.coverage),
                  catalogue.novelty.toFixed(2),
                  formatCount(Math.round(catalogue.averagePopularity)),
                  catalogue.gini.toFixed(3),
                ],
        }))}
      />
      <p class="soft">
        Coverage is the share of items in any list; novelty is the mean self-information of the
        recommended items; mean popularity is their mean number of training interactions. A Gini of
        0 means that all items are recommended equally often, 1 that only one is.
      </p>
      {power === undefined ? null : (
        <>
          <DataTable
            caption={`Debiased: each target weighs the inverse of its popularity ^ ${power}`}
            head={[
              'scorer',
              ...keys.flatMap((key) => [`debiased ${metricLabel(key)}`]),
              'effective targets',
            ]}
            rows={standings.map(({ label, role, record: { debiased } }) => ({
              head: label,
              baseline: role === 'baseline',
              cells: [
                ...keys.map((key) => <IntervalCell interval={debiased?.metrics[key]} />),
                debiased === undefined ? '–' : formatCount(Math.round(debiased.effectiveTargets)),
              ],
            }))}
          />
          <p class="soft">
            The metrics as if popular items were not observed more often than others, by
            self-normalised inverse propensity scoring. Few effective targets mean a rough estimate.
          </p>
        </>
      )}
    </section>
  );
}
