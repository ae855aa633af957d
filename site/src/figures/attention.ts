import { Drawing } from './drawing.js';

const items = ['PAD', 'Heat', 'Alien', 'Up', 'Big'];
const size = 44;

/** Which slots each slot attends to, in a bidirectional and in a causal model. */
export function attentionFigure(): Drawing {
  const drawing = new Drawing(
    680,
    330,
    'Two attention masks: every item sees all items, or only itself and earlier ones',
  );
  drawGrid(drawing, 70, 'BERT4Rec: all items', () => true);
  drawGrid(drawing, 400, 'SASRec: itself and earlier', (from, to) => to <= from);
  drawing.text(340, 318, 'a row reads the coloured columns; nothing reads padding', {
    anchor: 'middle',
    fill: 'faint',
  });
  return drawing;
}

function drawGrid(
  drawing: Drawing,
  left: number,
  title: string,
  sees: (from: number, to: number) => boolean,
): void {
  const top = 64;
  drawing.text(left + (items.length * size) / 2, 22, title, { anchor: 'middle', weight: 600 });
  items.forEach((item, from) => {
    const middle = (from + 0.5) * size;
    drawing.text(left - 8, top + middle + 4, item, { anchor: 'end', size: 12, fill: 'faint' });
    drawing.text(left + middle, top - 8, item, { anchor: 'middle', size: 12, fill: 'faint' });
    items.forEach((_, to) => {
      const read = from > 0 && to > 0 && sees(from, to);
      drawing.cell(left + to * size, top + from * size, size - 3, size - 3, {
        fill: read ? 'one' : 'cell',
        dashed: !read,
      });
    });
  });
}
