import { type BaselineKind, baselineTable, fitBaseline } from '@org/baselines';
import { evaluate, evaluateSampled } from '@org/evaluation';
import { openSource, prepareDataset, splitSequences } from '@org/seqrec-data';
import { repositoryFolder } from '../repository.js';
import { Drawing } from './drawing.js';

/** HR@10 of one recommender by both protocols. */
export interface ComparedProtocols {
  readonly label: string;
  readonly full: number;
  readonly sampled: number;
}

const kinds: readonly BaselineKind[] = ['popularity', 'item-knn', 'markov'];
const negatives = 100;

/** Measures baselines on the shipped sample: in the whole catalogue, and among 100 items drawn uniformly. */
export async function compareProtocols(): Promise<readonly ComparedProtocols[]> {
  const path = `${repositoryFolder}datasets/movielens-small`;
  const { sequences, catalogue } = await prepareDataset(await openSource({ path }));
  const { train, test } = splitSequences(sequences, { kind: 'leave-one-out' });
  const { itemCount } = catalogue;
  const compared: ComparedProtocols[] = [];
  for (const kind of kinds) {
    const scorer = await fitBaseline(kind, train, { itemCount });
    const options = { itemCount, ks: [10] };
    const full = (await evaluate(scorer, test, options)).metrics['hitRate@10'];
    const sampledOptions = { ...options, negatives, seed: 1 };
    const sampled = (await evaluateSampled(scorer, test, sampledOptions)).metrics['hitRate@10'];
    if (full === undefined || sampled === undefined) throw new Error(`${kind} has no HR@10`);
    compared.push({ label: baselineTable[kind].label, full, sampled });
  }
  return compared;
}

/** The numbers as a Markdown table. */
export function protocolsTable(compared: readonly ComparedProtocols[]): string {
  const rows = compared.map(
    ({ label, full, sampled }) => `| ${label} | ${full.toFixed(4)} | ${sampled.toFixed(4)} |`,
  );
  return ['| Recommender | whole catalogue | among 100 |', '|---|---:|---:|', ...rows].join('\n');
}

/** Both numbers of each recommender as bars. */
export function sampledMetricsFigure(compared: readonly ComparedProtocols[]): Drawing {
  const height = 60 + compared.length * 74;
  const drawing = new Drawing(680, height, 'HR@10 of the same rankings by two protocols');
  drawing.cell(190, 12, 16, 14, { fill: 'one' }).text(212, 24, 'whole catalogue', { size: 12 });
  drawing.cell(350, 12, 16, 14, { fill: 'two' }).text(372, 24, `among ${negatives}`, { size: 12 });
  compared.forEach(({ label, full, sampled }, i) => {
    const y = 48 + i * 74;
    drawing.text(176, y + 32, label, { anchor: 'end' });
    drawBar(drawing, y, full, 'one');
    drawBar(drawing, y + 28, sampled, 'two');
  });
  return drawing;
}

function drawBar(drawing: Drawing, y: number, value: number, fill: 'one' | 'two'): void {
  const width = Math.max(1, Math.round(value * 420));
  drawing.cell(190, y, width, 22, { fill });
  drawing.text(198 + width, y + 16, value.toFixed(3), { size: 12, fill: 'faint' });
}
