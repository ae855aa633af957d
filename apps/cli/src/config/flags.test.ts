import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { optionsOf, type Section } from './configuration.js';
import { addFlags, settingsFromFlags } from './flags.js';

function parse(section: Section, args: readonly string[]) {
  const command = new Command('x').exitOverride().configureOutput({ writeErr: () => {} });
  addFlags(command, optionsOf(section));
  command.parse([...args], { from: 'user' });
  return settingsFromFlags(command, optionsOf(section));
}

describe('flags', () => {
  test('a flag that is not given sets nothing', () => {
    expect(parse('training', [])).toEqual({});
  });

  test('numbers are numbers', () => {
    expect(parse('training', ['--epochs', '3', '--learning-rate', '1e-4'])).toEqual({
      training: { epochs: 3, learningRate: 1e-4 },
    });
  });

  test('a switch can be turned off', () => {
    expect(parse('run', ['--no-tensorboard'])).toEqual({ run: { tensorboard: false } });
    expect(parse('run', ['--tensorboard'])).toEqual({ run: { tensorboard: true } });
  });

  test('lists are separated by commas', () => {
    expect(parse('evaluation', ['--ks', '1, 5,10'])).toEqual({ evaluation: { ks: [1, 5, 10] } });
  });

  test('repeated flags extend a list', () => {
    const args = ['--protocol', 'full', '--protocol', 'popularity-100,uniform-100'];
    expect(parse('evaluation', args)).toEqual({
      evaluation: { protocols: ['full', 'popularity-100', 'uniform-100'] },
    });
  });

  test('paths are several words, as a shell gives them', () => {
    expect(parse('data', ['--data', 'a.csv', 'b.csv', '--items', 't.json'])).toEqual({
      data: { files: ['a.csv', 'b.csv'], items: 't.json' },
    });
  });

  test.each([
    ['training', ['--epochs', 'many'], "argument 'many' is invalid. It must be a number."],
    ['training', ['--epochs', '0'], 'It must be at least 1.'],
    ['training', ['--optimizer', 'sgd'], 'It must be "adam" or "adamw".'],
    ['evaluation', ['--ks', '5,x'], 'It must be a number.'],
    ['evaluation', ['--ks', ''], 'It must be a number.'],
  ] as const)('%s %j is refused', (section, args, sentence) => {
    expect(() => parse(section, args)).toThrow(sentence);
  });
});
