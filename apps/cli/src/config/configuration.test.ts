import { describe, expect, test } from 'vitest';
import { createProgram } from '../commands/program.js';
import { optionsOf, sections } from './configuration.js';

describe('the settings', () => {
  test('no two settings share a flag', () => {
    const flags = sections.flatMap((section) => optionsOf(section).map(({ flag }) => flag));
    expect(new Set(flags).size).toBe(flags.length);
  });

  test('train takes every setting as a flag', () => {
    const train = createProgram(() => {}).commands.find((command) => command.name() === 'train');
    const known = new Set(train?.options.map(({ long }) => long));
    for (const section of sections) {
      for (const { flag } of optionsOf(section)) expect(known).toContain(`--${flag}`);
    }
  });
});
