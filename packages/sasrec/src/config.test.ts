import { describe, expect, it } from 'vitest';
import { completeConfig } from './config.js';

describe('completeConfig', () => {
  it('fills in the defaults', () => {
    expect(completeConfig({ itemCount: 9, hiddenSize: 32, dropout: 0.3 })).toEqual({
      itemCount: 9,
      maxLength: 200,
      hiddenSize: 32,
      layers: 2,
      heads: 1,
      innerSize: 32,
      dropout: 0.3,
      attentionDropout: 0.3,
      loss: { kind: 'softmax' },
      stddev: 0.02,
      seed: 0,
    });
  });

  it.each([
    [{}, 'itemCount is a whole number of at least 1, got undefined'],
    [{ itemCount: 9, heads: 3 }, 'hiddenSize is a multiple of heads, got 64 and 3'],
    [{ itemCount: 9, dropout: 1 }, 'dropout is a number from 0 up to but not including 1, got 1'],
    [
      { itemCount: 9, loss: { kind: 'gbce' } },
      'loss is a loss, { kind } of softmax, sampled-softmax',
    ],
    [{ itemCount: 9, hidden: 64 }, "SASRec has no option 'hidden'"],
  ])('refuses %j', (options, message) => {
    expect(() => completeConfig(options)).toThrow(
      expect.objectContaining({
        code: 'invalid-config',
        message: expect.stringContaining(message),
      }),
    );
  });
});
