import { BaselineError } from '@org/baselines';
import { openSource, SeqrecDataError, setting } from '@org/seqrec-data';
import { TrainingError } from '@org/training';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../train/failure.js';
import { loadConfiguration } from './load.js';
import { asFlags, messageInFlags } from './spell-flags.js';

describe('options of packages', () => {
  test('are flags here, quoted for a shell', () => {
    expect(asFlags([setting('delimiter', ';'), setting('header', false)])).toBe(
      "--delimiter ';' --no-header",
    );
    expect(asFlags([setting('delimiter', '\t'), setting('columns.value', '3')])).toBe(
      "--delimiter '\\t' --rating-column 3",
    );
    expect(asFlags([setting('onBadRow', 'skip')])).toBe('--bad-rows skip');
  });

  test('without a value are only the flag, in every section', () => {
    const flags = ['clipNorm', 'validationFrom', 'windowStride', 'warmupSteps', 'columns.user'];
    expect(flags.map((option) => asFlags([setting(option)]))).toEqual([
      '--clip-norm',
      '--validation-from',
      '--window-stride',
      '--warmup',
      '--user-column',
    ]);
  });

  test('are flags in the messages of every package, even from another thread', async () => {
    const advice = ['lower ', [setting('clipNorm')]];
    for (const error of [
      new SeqrecDataError('invalid-option', 'too much', { advice }),
      new TrainingError('not-finite', 'too much', { advice }),
      new BaselineError('invalid-option', 'too much', {}, { advice }),
    ]) {
      expect(error.message).toBe('too much; lower clipNorm');
      expect(messageInFlags(error)).toBe('too much; lower --clip-norm');
      expect(failureOf(error).message).toBe('too much; lower --clip-norm');
    }
    const refused = openSource({ path: 'postgres://a/b', delimiter: ';' }).catch(messageInFlags);
    expect(await refused).toBe(
      'a source of format postgres takes no --delimiter; it takes --query, --table, --user-column, --item-column, --timestamp-column, --rating-column, --session-column, --disliked-column, --ids, --timestamps, --items',
    );
  });
});

test('settings that contradict each other are named by their flags', () => {
  expect(() => loadConfiguration({ model: { heads: 3 } }, undefined)).toThrow(
    '--heads must divide --hidden-size, which is 64, got 3',
  );
});
