import { describe, expect, it } from 'vitest';
import { orderByRating } from './rating-order.js';

describe('orderByRating', () => {
  it('puts the highest first, and leaves equal ones in their order', () => {
    expect(orderByRating(Int32Array.of(5, 6, 7, 8), [0.2, 0.9, 0.2, 0.5])).toEqual(
      Int32Array.of(6, 8, 5, 7),
    );
  });

  it('leaves items without a rating where they are', () => {
    expect(orderByRating(Int32Array.of(5, 6, 7, 8, 9), [0.1, undefined, 0.4, undefined])).toEqual(
      Int32Array.of(7, 6, 5, 8, 9),
    );
  });
});
