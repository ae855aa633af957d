import { keepEvents, type RowSequences } from './row-sequences.js';

/** Sequences of more than `max` events lose their oldest events, or are dropped. */
export function limitLength(
  sequences: RowSequences,
  max: number,
  longer: 'truncate' | 'drop',
): RowSequences {
  const { offsets, rows, users } = sequences;
  const keep = new Uint8Array(rows.length).fill(1);
  for (let sequence = 0; sequence < users.length; sequence += 1) {
    const start = offsets[sequence] ?? 0;
    const end = offsets[sequence + 1] ?? 0;
    if (end - start > max) keep.fill(0, start, longer === 'drop' ? end : end - max);
  }
  return keepEvents(sequences, keep);
}
