import { metricLabel } from '@org/metrics';
import { formatCount } from '../../output/format.js';
import type { PairedTests } from '../paired-tests.js';
import { DataTable } from '../parts/data-table.js';

/** Tests whether differences are more than chance. */
export function Comparisons({ tests: { comparisons, refused, sameTask } }: { tests: PairedTests }) {
  const [first] = comparisons;
  return (
    <section id="comparison">
      <h2>More than chance?</h2>
      {refused.map((sentence) => (
        <p class={sameTask ? 'note' : 'warning'}>{sentence}</p>
      ))}
      {first === undefined ? null : (
        <>
          <p>
            {first.first} against the others, user by user. A difference above 0 is in favour of{' '}
            {first.first}. p-values are corrected for all {comparisons.length} comparisons (Holm);
            they do not cover the variation between training seeds.
          </p>
          <DataTable
            caption="Paired bootstrap and Wilcoxon’s signed-rank test, two-sided"
            head={[
              ...['against', 'metric', first.first, 'other', 'difference'],
              ...['p (bootstrap)', 'p (Wilcoxon)', 'wins / ties / losses'],
            ]}
            rows={comparisons.map(({ other, metric, means, bootstrap, wilcoxon, ...rest }) => ({
              head: other,
              cells: [
                metricLabel(metric),
                ...means.map((mean) => mean.toFixed(4)),
                <>
                  {signed(rest.difference)}
                  <small>
                    {signed(rest.low)} – {signed(rest.high)}
                  </small>
                </>,
                formatP(bootstrap.adjusted),
                formatP(wilcoxon.adjusted),
                [rest.wins, rest.ties, rest.losses].map(formatCount).join(' / '),
              ],
            }))}
          />
        </>
      )}
    </section>
  );
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}

function formatP(pValue: number): string {
  return pValue < 0.0001 ? '< 0.0001' : pValue.toFixed(4);
}
