import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, expectNoLeak, gradientsOf } from '../../../testing/expect-tensor.js';
import { dropout } from './dropout.js';
import { dropoutMask, seededDropout, withDropout } from './dropout-scope.js';

describe('dropout', () => {
  const keep = tf.tensor1d([1, 0, 1], 'bool');
  const drop = (x: tf.Tensor) => dropout(x, { keep, rate: 0.75 });

  it('sets values outside the mask to 0 and scales up the others', () => {
    expectClose(drop(tf.tensor1d([1, 2, 3])), tf.tensor1d([4, 0, 12]));
  });

  it('sends gradients back through the same mask', () => {
    const [dx] = gradientsOf(drop, [tf.tensor1d([1, 2, 3])] as const, tf.tensor1d([1, 1, 10]));
    expectClose(dx, tf.tensor1d([4, 0, 40]));
  });

  it('leaves no tensor behind, trained or not', () => {
    const x = tf.tensor1d([1, 2, 3]);
    expectNoLeak(() => drop(x));
    expectNoLeak(() => gradientsOf(drop, [x] as const));
  });
});

describe('withDropout', () => {
  const site = { site: 'here', rate: 0.5, training: true, fallback: seededDropout(1) } as const;
  const ones = () => tf.ones([2], 'bool');

  it('calls the innermost source with shape, rate and site, and restores the outer one', () => {
    const drawn: unknown[] = [];
    const source = (label: string) => (shape: readonly number[], rate: number, name: string) => {
      drawn.push([label, shape, rate, name]);
      return ones();
    };
    withDropout(source('outer'), () => {
      withDropout(source('inner'), () => dropoutMask([2], site));
      expect(() =>
        withDropout(source('thrown'), () => {
          throw new Error('out');
        }),
      ).toThrow('out');
      dropoutMask([3], site);
    });
    expect(drawn).toEqual([
      ['inner', [2], 0.5, 'here'],
      ['outer', [3], 0.5, 'here'],
    ]);
  });

  it('calls no source outside training, or if the rate is 0', () => {
    const refuse = () => {
      throw new Error('asked');
    };
    withDropout(refuse, () => {
      expect(dropoutMask([2], { ...site, training: false })).toBeUndefined();
      expect(dropoutMask([2], { ...site, training: undefined })).toBeUndefined();
      expect(dropoutMask([2], { ...site, rate: 0 })).toBeUndefined();
    });
  });
});

describe('seededDropout', () => {
  it('gives the same masks for the same seed, and different ones for each draw, site and seed', () => {
    const draw = (source: ReturnType<typeof seededDropout>, name: string) =>
      source([64], 0.5, name).dataSync().join('');
    const first = seededDropout(3);
    const again = seededDropout(3);
    const masks = [draw(first, 'a'), draw(first, 'a'), draw(first, 'b')];
    expect([draw(again, 'a'), draw(again, 'a'), draw(again, 'b')]).toEqual(masks);
    masks.push(draw(seededDropout(4), 'a'));
    expect(new Set(masks).size).toBe(4);
  });

  it('keeps 1 - rate of the values', () => {
    const kept = tf.sum(tf.cast(seededDropout(1)([100_000], 0.2, 'here'), 'int32')).dataSync()[0];
    // Five deviations of a binomial of 100,000 at 0.8.
    expect(Math.abs((kept ?? 0) - 80_000)).toBeLessThan(5 * Math.sqrt(100_000 * 0.8 * 0.2));
  });
});
