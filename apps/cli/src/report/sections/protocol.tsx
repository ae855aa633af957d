import type { EvaluationFile, StoppedRecord } from '@org/evaluation';
import { formatCount, formatSeconds, plural } from '../../output/format.js';
import type { ReportedRun } from '../reported-run.js';
import { measuredData } from '../result-conflicts.js';
import { formatMoment } from './headline.js';

/** How each run was measured. */
export function ProtocolSection({ runs }: { readonly runs: readonly ReportedRun[] }) {
  return (
    <section id="protocol">
      <h2>How it was measured</h2>
      <div class="protocols">
        {runs.map((run) => (
          <article class="protocol">
            <h3>{run.label}</h3>
            <dl>
              {factsOf(run).map(([name, value]) => (
                <>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </>
              ))}
            </dl>
          </article>
        ))}
      </div>
    </section>
  );
}

type Fact = readonly [name: string, value: string];

function factsOf({ evaluation, summary, curves }: ReportedRun): Fact[] {
  const trained: Fact[] =
    curves === undefined ? [] : [['Training took', formatSeconds(curves.seconds)]];
  if (evaluation !== undefined) return [...evaluationFacts(evaluation, summary), ...trained];
  if (summary === undefined) return trained;
  return [
    ['Data', summary.dataset],
    ['Model', `${summary.modelKind}: ${settings(summary.settings.model)}`],
    ['Training', settings(summary.settings.training)],
    ...trained,
  ];
}

function evaluationFacts(evaluation: EvaluationFile, summary: ReportedRun['summary']): Fact[] {
  const { dataset, split, model, engine, versions, seeds, intervals, protocols } = evaluation;
  const { kind: splitKind, ...splitSettings } = split;
  const { files, ...source } = dataset.source;
  const [protocol] = protocols;
  const seen = protocol?.excludeSeen ? 'left out of the ranking' : 'ranked too';
  const hits = protocol?.seenTargets
    ? `; ${plural(protocol.seenTargets, 'target')} among them, which can only be missed`
    : '';
  return [
    ['Data', `${measuredData(evaluation, summary)} (${dataset.contentHash})`],
    ['Counts', listed(dataset.counts)],
    ['Source', settings(source)],
    ['Filters', settings(dataset.filters)],
    ['Split', [splitKind, settings(splitSettings)].filter(Boolean).join(': ')],
    ['Ranking', protocols.map(({ name }) => name).join(', ')],
    ...(protocol === undefined
      ? []
      : ([
          ['Seen items', `${seen}${protocol.excludeSeen ? hits : ''}`],
          ['Ties', protocol.ties],
        ] as const)),
    [
      'Intervals',
      `${intervals.level * 100} %, percentile bootstrap over users, ${formatCount(intervals.resamples)} resamples, seed ${intervals.seed}`,
    ],
    ['Seeds', listed({ training: seeds.training, evaluation: seeds.evaluation })],
    ['Model', `${model.kind}: ${settings(model.config)}`],
    ['Training', settings(model.training)],
    ...(model.stopped === undefined ? [] : ([['Run', stoppedText(model.stopped)]] as const)),
    ['Engine', `${engine.name} (${engine.package} ${engine.version})`],
    ['Versions', settings(versions)],
    ['Measured', formatMoment(evaluation.createdAt)],
    ['Wall time', formatSeconds(evaluation.wallSeconds)],
  ];
}

/** `stopped after epoch 3 of 30; measured at step 45, the best validation, of epoch 2`. */
function stoppedText({ afterEpoch, epochs, step, epoch }: StoppedRecord): string {
  const best = epoch === undefined ? '' : `, the best validation, of epoch ${epoch}`;
  return `stopped after epoch ${afterEpoch} of ${epochs}; measured at step ${step}${best}`;
}

/** `671 users, 9,066 items`. */
function listed(counts: Readonly<Record<string, number | undefined>>): string {
  return Object.entries(counts)
    .flatMap(([name, count]) => (count === undefined ? [] : [`${name} ${formatCount(count)}`]))
    .join(', ');
}

/** `layers 2, dropout 0.1`; nested settings in brackets, empty ones left out. */
function settings(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .flatMap(([name, value]) => {
      const text = settingText(value);
      return text === '' ? [] : [`${name} ${text}`];
    })
    .join(', ');
}

function settingText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(settingText).join(' ');
  if (typeof value !== 'object') return String(value);
  const inner = settings(value as Readonly<Record<string, unknown>>);
  return inner === '' ? '' : `(${inner})`;
}
