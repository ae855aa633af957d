import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { itemLossOf, lossOptions, negativesOf } from './loss-options.js';

const schema = z.strictObject(lossOptions);

describe('the settings of losses', () => {
  test('by default it is the full softmax, without negatives', () => {
    const settings = schema.parse({});
    expect(itemLossOf(settings)).toEqual({ kind: 'softmax' });
    expect(negativesOf(settings)).toBeUndefined();
  });

  test('SASRec is bce with one unseen negative', () => {
    const settings = schema.parse({ loss: 'bce', unseenNegatives: true });
    expect(itemLossOf(settings)).toEqual({ kind: 'bce' });
    expect(negativesOf(settings)).toEqual({
      count: 1,
      sampling: { kind: 'uniform', excludeSeen: true },
      per: 'label',
      logQ: false,
    });
  });

  test('gSASRec is gbce with t 0.75 and 256 negatives', () => {
    const settings = schema.parse({ loss: 'gbce' });
    expect(itemLossOf(settings)).toEqual({ kind: 'gbce', t: 0.75 });
    expect(negativesOf(settings)).toMatchObject({ count: 256, sampling: { kind: 'uniform' } });
  });

  test('a sampled softmax is corrected for the draws of its negatives', () => {
    const settings = { loss: 'sampled-softmax', negatives: 100, negativeSampling: 'in-batch' };
    expect(negativesOf(schema.parse(settings))).toEqual({
      count: 100,
      sampling: { kind: 'in-batch' },
      logQ: true,
    });
  });

  test('dislikes are mixed with the other draws', () => {
    const settings = schema.parse({
      ...{ loss: 'bce', negatives: 4, negativeSampling: 'popularity', negativeAlpha: 0.5 },
      ...{ explicitNegatives: 0.3, dislikeWeight: 2 },
    });
    expect(negativesOf(settings)).toEqual({
      count: 4,
      sampling: {
        kind: 'dislikes',
        probability: 0.3,
        weight: 2,
        otherwise: { kind: 'popularity', alpha: 0.5, excludeSeen: false },
      },
      per: 'label',
      logQ: false,
    });
  });

  test.each([
    [{ negatives: 3 }, 'the softmax loss compares with all items'],
    [{ explicitNegatives: 0.5 }, 'choose --loss sampled-softmax, bce, '],
    [{ loss: 'bce', negativesPer: 'batch', unseenNegatives: true }, 'cannot depend on a user'],
    [{ loss: 'bce', negativeSampling: 'in-batch', dislikeWeight: 2 }, 'cannot depend on a user'],
  ])('%j contradicts itself', (settings, message) => {
    expect(() => negativesOf(schema.parse(settings))).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining(message) }),
    );
  });
});
