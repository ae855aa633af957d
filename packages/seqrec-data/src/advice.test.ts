import { describe, expect, it } from 'vitest';
import { sentence, setting } from './advice.js';
import { SeqrecDataError } from './error.js';

describe('advice', () => {
  const advice = [
    'read it with ',
    [setting('delimiter', ';'), setting('header', false)],
    ' or not',
  ];

  it('follows the problem, with options as code', () => {
    expect(sentence('it is no table', [])).toBe('it is no table');
    expect(sentence('it is no table', advice)).toBe(
      "it is no table; read it with delimiter: ';', header: false or not",
    );
    expect(sentence('tabs', [[setting('delimiter', '\t')]])).toBe("tabs; delimiter: '\\t'");
  });

  it("is part of an error's message, and can be written as flags", () => {
    const error = new SeqrecDataError('bad-file', 'it is no table', { advice });
    expect(error.message).toContain("delimiter: ';', header: false");
    expect(
      error.messageWith((settings) => settings.map(({ option }) => `--${option}`).join(' ')),
    ).toBe('it is no table; read it with --delimiter --header or not');
  });
});
