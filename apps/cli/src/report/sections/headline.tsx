import { metricLabel } from '@org/metrics';
import { shortHash } from '../../data/short-hash.js';
import { shownCutoff } from '../../measure/scores-table.js';
import { formatCount, formatInterval, formatShare } from '../../output/format.js';
import { otherTasks } from '../paired-tests.js';
import { DataTable } from '../parts/data-table.js';
import type { ReportedRun } from '../reported-run.js';
import { cutoffsOf, type ProtocolStandings } from '../standings.js';

export interface HeadlineProps {
  readonly runs: readonly ReportedRun[];
  /** Results of the full ranking. */
  readonly full: ProtocolStandings | undefined;
  /** Whether all runs were measured on the same task, so that their numbers can be compared. */
  readonly sameTask: boolean;
}

/** The models, their data, the time of training, and their headline results. */
export function Headline({ runs, full, sameTask }: HeadlineProps) {
  const [run] = runs;
  return (
    <header>
      <p class="eyebrow">seqrec report</p>
      <h1>{titleOf(runs)}</h1>
      {runs.length === 1 && run !== undefined ? <Facts run={run} /> : null}
      {runs.length > 1 ? <RunsTable runs={runs} /> : null}
      {sameTask ? null : <p class="warning">{otherTasks}</p>}
      {full === undefined || !sameTask ? null : <Verdict full={full} />}
      {runs.length === 1 && full !== undefined ? <Tiles full={full} /> : null}
      {runs
        .flatMap(({ missing }) => missing)
        .map((sentence) => (
          <p class="note">{sentence}</p>
        ))}
    </header>
  );
}

/** `bert4rec on movielens-small`, or the number of compared runs. */
export function titleOf(runs: readonly ReportedRun[]): string {
  const [run] = runs;
  if (run === undefined || runs.length > 1) return `${runs.length} runs compared`;
  return `${modelOf(run)} on ${dataOf(run)}`;
}

export function modelOf({ evaluation, summary }: ReportedRun): string {
  return evaluation?.model.kind ?? summary?.modelKind ?? 'a model';
}

function dataOf({ evaluation, summary }: ReportedRun): string {
  const isOwn = evaluation === undefined || evaluation.dataset.contentHash === summary?.dataset;
  if (summary !== undefined && isOwn) return summary.data;
  const format = evaluation?.dataset.source.format;
  return typeof format === 'string' ? `${format} data` : 'other data';
}

function Facts({ run }: { readonly run: ReportedRun }) {
  const { label, evaluation, summary } = run;
  const dataset = evaluation?.dataset.contentHash ?? summary?.dataset;
  return (
    <ul class="facts">
      <li>
        run <b>{label}</b>
      </li>
      {evaluation === undefined ? null : (
        <>
          <li>
            measured <b>{formatMoment(evaluation.createdAt)}</b>
          </li>
          <li>
            model version <b>{evaluation.model.version}</b>
          </li>
        </>
      )}
      {dataset === undefined ? null : (
        <li>
          data <b>{shortHash(dataset)}</b>
        </li>
      )}
    </ul>
  );
}

function RunsTable({ runs }: { readonly runs: readonly ReportedRun[] }) {
  return (
    <DataTable
      caption="Models and their data"
      head={['run', 'model', 'data', 'model version', 'data hash', 'measured']}
      rows={runs.map((run) => {
        const { label, evaluation, summary } = run;
        const dataset = evaluation?.dataset.contentHash ?? summary?.dataset;
        return {
          head: label,
          cells: [
            modelOf(run),
            dataOf(run),
            evaluation?.model.version ?? '–',
            dataset === undefined ? '–' : shortHash(dataset),
            evaluation === undefined ? '–' : formatMoment(evaluation.createdAt),
          ],
        };
      })}
    />
  );
}

/** `2026-01-02 03:04 UTC`. */
export function formatMoment(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The rank of the models among all scorers, before any number. */
function Verdict({ full: { standings } }: { readonly full: ProtocolStandings }) {
  const key = `ndcg@${shownCutoff(cutoffsOf(standings))}` as const;
  const ranked = standings.toSorted(
    (a, b) => (b.record.metrics[key]?.mean ?? 0) - (a.record.metrics[key]?.mean ?? 0),
  );
  const [best] = ranked;
  const model = ranked.find(({ role }) => role === 'model');
  if (best === undefined || model === undefined || ranked.length < 2) return null;
  const name = metricLabel(key);
  const value = (standing: typeof model) => standing.record.metrics[key]?.mean.toFixed(4);
  if (best === model) {
    const [, second] = ranked;
    return (
      <p>
        <b>{model.label}</b> has the highest {name}, {value(model)}
        {second === undefined ? '' : `, ahead of ${second.label} with ${value(second)}`}.
      </p>
    );
  }
  return (
    <p>
      <b>{model.label}</b> reaches {name} {value(model)}, place {ranked.indexOf(model) + 1} of{' '}
      {ranked.length}; the baseline <b>{best.label}</b> is ahead with {value(best)}.
    </p>
  );
}

function Tiles({ full: { protocol, standings } }: { readonly full: ProtocolStandings }) {
  const [model] = standings;
  if (model === undefined) return null;
  const k = shownCutoff(cutoffsOf(standings));
  const { metrics, catalogue } = model.record;
  const tiles = ([`ndcg@${k}`, `hitRate@${k}`] as const).map((key) => ({
    name: metricLabel(key),
    value: metrics[key]?.mean.toFixed(4) ?? '–',
    detail: formatInterval(metrics[key]).replace(/^\S+ /, '95 % '),
  }));
  if (catalogue !== undefined) {
    tiles.push({
      name: 'Coverage',
      value: formatShare(catalogue.coverage),
      detail: `of ${formatCount(protocol.itemCount)} items`,
    });
  }
  tiles.push({
    name: 'Users asked',
    value: formatCount(protocol.users),
    detail: `${formatCount(protocol.targets)} held-out items`,
  });
  return (
    <dl class="tiles">
      {tiles.map(({ name, value, detail }) => (
        <div>
          <dt>{name}</dt>
          <dd>
            {value} <small>{detail}</small>
          </dd>
        </div>
      ))}
    </dl>
  );
}
