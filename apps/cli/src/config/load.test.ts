import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modelKinds } from '@org/models';
import { describe, expect, test } from 'vitest';
import { loadConfiguration } from './load.js';

const directory = mkdtempSync(join(tmpdir(), 'seqrec-config-'));

function file(content: unknown): string {
  const path = join(directory, 'experiment.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('loadConfiguration', () => {
  test('every setting has its default', () => {
    const configuration = loadConfiguration({}, undefined);
    expect(configuration.split.kind).toBe('leave-one-out');
    expect(configuration.model.kind).toBe('bert4rec');
    expect(configuration.data.files).toBeUndefined();
  });

  test('flags override the file, the file overrides the defaults', () => {
    const path = file({ training: { epochs: 3, batchSize: 16 } });
    const { training } = loadConfiguration({ training: { epochs: 7 } }, path);
    expect(training.epochs).toBe(7);
    expect(training.batchSize).toBe(16);
    expect(training.seed).toBe(42);
  });

  test('$schema is for editors', () => {
    expect(() => loadConfiguration({}, file({ $schema: './schema.json' }))).not.toThrow();
  });

  test.each([
    [{ training: { epochs: 0 } }, 'training.epochs must be at least 1, got 0'],
    [{ training: { epochs: 2.5 } }, 'training.epochs must be a whole number, got 2.5'],
    [{ training: { epoch: 3 } }, 'training.epoch is not a known setting (did you mean epochs?)'],
    [{ trainin: {} }, 'trainin is not a known setting (did you mean training?)'],
    [{ model: { heads: 3 } }, 'model.heads must divide hiddenSize, which is 64, got 3'],
    [{ model: { kind: 'sasrec', maskProbability: 0.2 } }, 'model.maskProbability is not a known'],
    [
      { model: { kind: 'bert' } },
      `model.kind must be ${modelKinds.map((kind) => `"${kind}"`).join(' or ')}, got "bert"`,
    ],
    [{ evaluation: { ks: [10, 'a'] } }, 'evaluation.ks.1 must be a number, got "a"'],
    [{ evaluation: { ks: [] } }, 'evaluation.ks must hold at least 1 value, got []'],
    [{ training: 3 }, 'training must be an object, got 3'],
    [[], 'the configuration must be an object with settings'],
  ])('%j is refused by name', (content, sentence) => {
    const path = file(content);
    expect(() => loadConfiguration({}, path)).toThrow(`${path}: ${sentence}`);
  });

  test('two mistakes are reported together', () => {
    const path = file({ training: { epochs: 0, seed: -1 } });
    expect(() => loadConfiguration({}, path)).toThrow(
      /epochs .*; training\.seed must be at least 0/,
    );
  });

  test('a missing file and a file that is not JSON are usage errors', () => {
    expect(() => loadConfiguration({}, join(directory, 'none.json'))).toThrow(
      expect.objectContaining({ code: 'usage' }),
    );
    expect(() => loadConfiguration({}, file('{"a":'))).toThrow(/is not JSON/);
  });
});
