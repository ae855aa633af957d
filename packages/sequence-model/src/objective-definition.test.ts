import { describe, expect, it } from 'vitest';
import { cloze, nextItem } from './objective-definition.js';

describe('the cloze objective', () => {
  it('by default masks as many items as the share gives for the longest sequence', () => {
    expect(cloze.objective({}, 50)).toEqual({
      kind: 'cloze',
      maskProbability: 0.3,
      maxPredictions: 15,
      lastItemShare: 0.2,
    });
    expect(cloze.objective({ maskProbability: 0.1 }, 3)).toMatchObject({ maxPredictions: 1 });
    expect(cloze.objective({ maxPredictions: 4 }, 50)).toMatchObject({ maxPredictions: 4 });
  });

  it('replaces masked items as BERT does if the settings say so', () => {
    expect(cloze.objective({ replacement: 'bert' }, 50)).toMatchObject({
      replacement: { mask: 0.8, random: 0.1, keep: 0.1 },
    });
  });

  it.each([
    [{ maskProbability: 0 }, 'maskProbability must be above 0, got 0'],
    [{ lastItemShare: 2 }, 'lastItemShare must be at most 1, got 2'],
    [{ masks: 1 }, "the cloze objective has no option 'masks'"],
  ])('refuses %j', (settings, message) => {
    expect(() => cloze.objective(settings, 50)).toThrow(message);
  });
});

it('the next-item objective has no settings', () => {
  expect(nextItem.objective({}, 50)).toEqual({ kind: 'next-item' });
  expect(() => nextItem.objective({ maskProbability: 0.2 }, 50)).toThrow(
    "the next-item objective has no option 'maskProbability'",
  );
});
