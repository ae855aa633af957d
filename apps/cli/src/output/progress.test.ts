import { describe, expect, test } from 'vitest';
import { barLine, plainLine } from './progress.js';

const progress = { share: 0.5, label: 'epoch 1/2', details: ['loss 6.12', 'ETA 10 s'] };

describe('progress', () => {
  test('a plain line has no bar and no escape codes', () => {
    expect(plainLine(progress)).toBe('epoch 1/2  50 %  loss 6.12  ETA 10 s');
  });

  test('the bar shows the share', () => {
    expect(barLine(progress, 50)).toBe('epoch 1/2  ██████░░░░░   50 %  loss 6.12  ETA 10 s');
  });

  test('a line is never longer than the terminal is wide', () => {
    for (let columns = 0; columns < 120; columns += 1) {
      expect(barLine(progress, columns).length).toBeLessThanOrEqual(columns);
    }
  });

  test('a share out of range stays within the bar', () => {
    expect(plainLine({ ...progress, share: 1.2 })).toContain('100 %');
    expect(barLine({ ...progress, share: -1 }, 80)).toContain(' 0 %');
  });
});
