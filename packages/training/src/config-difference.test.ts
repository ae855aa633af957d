import { describe, expect, it } from 'vitest';
import { configDifference } from './config-difference.js';

describe('configDifference', () => {
  it('names the first difference by its path', () => {
    expect(configDifference({ a: { b: 1 }, c: 1 }, { a: { b: 2 }, c: 2 })).toBe('a.b is 1, was 2');
    expect(configDifference({ a: [1, 2] }, { a: [1, 3] })).toBe('a is [1,2], was [1,3]');
    expect(configDifference({ a: 1 }, {})).toBe('a is 1, was absent');
    expect(configDifference({}, { a: { b: null } })).toBe('a is absent, was {"b":null}');
    expect(configDifference(1, 2)).toBe('the configuration is 1, was 2');
  });

  it('ignores the order of keys', () => {
    expect(
      configDifference({ a: 1, b: { c: 1, d: 2 } }, { b: { d: 2, c: 1 }, a: 1 }),
    ).toBeUndefined();
  });
});
