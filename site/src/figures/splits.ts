import {
  type EvaluationSet,
  type Sequences,
  sequencesFromLists,
  splitSequences,
} from '@org/seqrec-data';
import { Drawing } from './drawing.js';

/** The times of each user's events, in days. */
const times = [
  [1, 3, 5, 8, 11],
  [2, 4, 6, 7, 9],
  [6, 8, 10, 13, 15],
  [9, 12, 14, 16, 18],
];
const cut = 12.5;

/** The parts of two splits of the same events. */
export function splitsFigure(): Drawing {
  const drawing = new Drawing(680, 372, 'The same events split by leave-one-out and by time');
  drawTimeline(
    drawing,
    30,
    'leave-one-out: the last event of each user is the test',
    parts('leave-one-out'),
  );
  drawTimeline(
    drawing,
    196,
    'global time: everything after the cut is the test',
    parts('global-time'),
  );
  const x = place(cut);
  drawing.line(x, 208, x, 336, true);
  drawing.text(x + 6, 214, 'the cut', { size: 12, fill: 'faint' });
  Object.entries(fills).forEach(([part, fill], i) => {
    drawing.cell(150 + i * 140, 350, 16, 14, { fill });
    drawing.text(172 + i * 140, 362, part, { size: 12 });
  });
  return drawing;
}

const fills = { training: 'one', validation: 'two', test: 'three' } as const;

type Part = keyof typeof fills;

function drawTimeline(drawing: Drawing, top: number, title: string, users: Part[][]): void {
  drawing.text(8, top, title, { weight: 600 });
  users.forEach((parts, user) => {
    const y = top + 14 + user * 32;
    drawing.text(8, y + 17, `user ${user + 1}`, { size: 12, fill: 'faint' });
    drawing.line(80, y + 13, 660, y + 13);
    parts.forEach((part, event) => {
      const x = place(times[user]?.[event] ?? 0) - 11;
      drawing.cell(x, y + 2, 22, 22, { fill: fills[part] });
    });
  });
}

function place(day: number): number {
  return 84 + day * 30;
}

/** In which part each event is, as `splitSequences` decides. */
function parts(kind: 'leave-one-out' | 'global-time'): Part[][] {
  let item = 0;
  const lists = times.map((days) => days.map(() => ++item));
  const sequences: Sequences = {
    ...sequencesFromLists(lists),
    timestamps: Float64Array.from(times.flat()),
  };
  const split =
    kind === 'leave-one-out'
      ? splitSequences(sequences, { kind })
      : splitSequences(sequences, { kind, validationFrom: 10.5, testFrom: cut });
  const trained = new Set(split.train.items);
  const tested = targetsOf(split.test);
  const validated = targetsOf(split.validation);
  return lists.map((list) =>
    list.map((index) => {
      if (trained.has(index)) return 'training';
      if (tested.has(index)) return 'test';
      if (validated.has(index)) return 'validation';
      throw new Error(`event ${index} is in no part of the split ${kind}`);
    }),
  );
}

function targetsOf(set: EvaluationSet): Set<number> {
  const users = Array.from({ length: set.size }, (_, i) => Array.from(set.targets(i)));
  return new Set(users.flat());
}
