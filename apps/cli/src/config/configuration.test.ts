import { describe, expect, test } from 'vitest';
import { createProgram } from '../commands/program.js';
import { configurationSchema, optionsOf, type Section } from './configuration.js';

const sections: readonly Section[] = [
  'data',
  'split',
  'model',
  'training',
  'evaluation',
  'engine',
  'run',
];

describe('the settings', () => {
  test('every section of the schema has its flags', () => {
    expect(Object.keys(configurationSchema('bert4rec').shape)).toEqual(sections);
  });

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
