import type { ProtocolRecord, ScorerRecord } from '@org/evaluation';
import type { MetricKey } from '@org/metrics';
import type { ReportedRun } from './reported-run.js';

/** A scorer of a run, as the report shows it. */
export interface Standing {
  /** Unique within its protocol. */
  readonly label: string;
  readonly role: ScorerRecord['role'];
  readonly record: ScorerRecord;
  /** The number of its colour and shape in every chart, from 0. */
  readonly series: number;
}

/** A protocol with the results of all runs that used it: models first, then baselines. */
export interface ProtocolStandings {
  readonly protocol: ProtocolRecord;
  readonly standings: readonly Standing[];
}

/** Groups results by protocol, the full ranking first. */
export function standingsOf(runs: readonly ReportedRun[]): ProtocolStandings[] {
  const protocols = new Map<string, { protocol: ProtocolRecord; run: ReportedRun }[]>();
  for (const run of runs) {
    for (const protocol of run.evaluation?.protocols ?? []) {
      const same = protocols.get(protocol.name) ?? [];
      protocols.set(protocol.name, [...same, { protocol, run }]);
    }
  }
  const labels = new Map<string, number>();
  return [...protocols.values()]
    .sort(([a], [b]) => Number(b?.protocol.name === 'full') - Number(a?.protocol.name === 'full'))
    .flatMap((measured) => {
      const [first] = measured;
      if (first === undefined) return [];
      const entries = labelled(measured, runs.length > 1);
      for (const { label } of entries) if (!labels.has(label)) labels.set(label, labels.size);
      const standings = entries.map((entry) => ({
        ...entry,
        series: labels.get(entry.label) as number,
      }));
      return [{ protocol: first.protocol, standings }];
    });
}

type Unnumbered = Omit<Standing, 'series'>;

/** With several runs, models have the names of their runs; a baseline with the same result in all runs is shown once. */
function labelled(
  measured: readonly { protocol: ProtocolRecord; run: ReportedRun }[],
  several: boolean,
): Unnumbered[] {
  const models: Unnumbered[] = [];
  const baselines = new Map<string, { run: ReportedRun; record: ScorerRecord }[]>();
  for (const { protocol, run } of measured) {
    for (const record of protocol.scorers) {
      if (record.role === 'model') {
        models.push({ label: several ? run.label : record.scorer, role: 'model', record });
        continue;
      }
      const known = baselines.get(record.scorer) ?? [];
      if (known.some((other) => sameMeans(other.record, record))) continue;
      baselines.set(record.scorer, [...known, { run, record }]);
    }
  }
  return [
    ...models,
    ...[...baselines].flatMap(([name, found]) =>
      found.map(({ run, record }): Unnumbered => {
        const label = found.length === 1 ? name : `${name} (${run.label})`;
        return { label, role: 'baseline', record };
      }),
    ),
  ];
}

function sameMeans(a: ScorerRecord, b: ScorerRecord): boolean {
  const keys = Object.keys(a.metrics) as MetricKey[];
  return (
    keys.length === Object.keys(b.metrics).length &&
    keys.every((key) => a.metrics[key]?.mean === b.metrics[key]?.mean)
  );
}

/** The cut-offs that all results have, ascending. */
export function cutoffsOf(standings: readonly Standing[]): number[] {
  const [first] = standings;
  return (Object.keys(first?.record.metrics ?? {}) as MetricKey[])
    .filter((key) => key.startsWith('ndcg@'))
    .filter((key) => standings.every(({ record }) => record.metrics[key] !== undefined))
    .map((key) => Number(key.slice('ndcg@'.length)))
    .sort((a, b) => a - b);
}
