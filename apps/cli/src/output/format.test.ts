import { describe, expect, test } from 'vitest';
import { formatBytes, formatCount, formatSeconds, formatShare, plural } from './format.js';

describe('format', () => {
  test.each([
    [0.04, '0.0 s'],
    [9.94, '9.9 s'],
    [9.96, '10 s'],
    [59.4, '59 s'],
    [59.6, '1 min 00 s'],
    [185, '3 min 05 s'],
    [3599.7, '1 h 00 min'],
    [7512, '2 h 05 min'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });

  test.each([
    [512, '512 B'],
    [1434, '1.4 KiB'],
    [23 * 1024 ** 3, '23 GiB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  test('counts have thousands, shares are percentages, nouns agree', () => {
    expect(formatCount(100004)).toBe('100,004');
    expect(formatShare(0.1234)).toBe('12.3 %');
    expect([plural(1, 'user'), plural(2, 'user')]).toEqual(['1 user', '2 users']);
  });
});
