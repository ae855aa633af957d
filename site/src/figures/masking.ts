import { sequencesFromLists, trainingBatches } from '@org/seqrec-data';
import { Drawing } from './drawing.js';

const history = ['Heat', 'Alien', 'Up', 'Big', 'Jaws', 'Fargo'];
const slots = 8;
const cellWidth = 66;
const left = 120;

/** Two training samples of one history and the query, as `trainingBatches` makes them. */
export function maskingFigure(): Drawing {
  const drawing = new Drawing(
    680,
    330,
    'Rows of a cloze batch: some items are masked, and the model predicts them',
  );
  let y = 34;
  for (const [epoch, name] of [
    [0, 'epoch 1'],
    [2, 'epoch 3'],
  ] as const) {
    drawing.text(8, y + 20, name, { weight: 600 });
    drawSample(drawing, y, epoch);
    y += 104;
  }
  drawing.text(8, y + 20, 'query', { weight: 600 });
  const query = ['', ...history, 'MASK'];
  query.forEach((text, slot) => {
    drawSlot(drawing, y, slot, text);
  });
  drawing.text(left + 7.5 * cellWidth, y + 54, 'which item?', { anchor: 'middle', fill: 'faint' });
  return drawing;
}

function drawSample(drawing: Drawing, y: number, epoch: number): void {
  const batches = trainingBatches(sequencesFromLists([history.map((_, i) => i + 1)]), {
    objective: { kind: 'cloze', maskProbability: 0.35, maxPredictions: 4, lastItemShare: 0 },
    itemCount: history.length,
    maxLength: slots,
    batchSize: 1,
    seed: 5,
    buckets: [slots],
  });
  const { ids, positions, labels, weights } = batches.batch(epoch, 0);
  Array.from(ids).forEach((id, slot) => {
    drawSlot(drawing, y, slot, id === 0 ? '' : (history[id - 1] ?? 'MASK'));
  });
  Array.from(labels).forEach((label, slot) => {
    if (weights[slot] === 0) return;
    const middle = left + ((positions?.[slot] ?? 0) + 0.5) * cellWidth;
    drawing.line(middle, y + 34, middle, y + 46);
    drawing.text(middle, y + 60, history[label - 1] ?? '', { anchor: 'middle', weight: 600 });
  });
  drawing.text(8, y + 60, 'labels', { fill: 'faint' });
}

function drawSlot(drawing: Drawing, y: number, slot: number, text: string): void {
  const padded = text === '';
  const fill = text === 'MASK' ? 'two' : padded ? 'cell' : 'one';
  drawing.box(left + slot * cellWidth + 2, y, [cellWidth - 4, 32], padded ? 'PAD' : text, {
    fill,
    dashed: padded,
  });
}
