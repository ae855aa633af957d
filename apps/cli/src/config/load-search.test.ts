import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../../../testing/temporary-directory.js';
import { planSearch } from '../search/plan.js';
import { loadSearch, presetSearch } from './load-search.js';
import { searchPresetNames } from './search-presets.js';

const directory = temporaryDirectory();

const path = join(directory, 'search.json');

function plan(content: object, flags = {}) {
  writeFileSync(path, JSON.stringify(content));
  return planSearch(loadSearch(flags, path), path);
}

const rates = { 'training.learningRate': { values: [0.001, 0.0005] } };

describe('a search', () => {
  test('each trial has the shared settings, flags over the file, and its own over both', () => {
    const { trials, rungs, metric } = plan(
      {
        training: { batchSize: 64, learningRate: 0.1 },
        search: { strategy: 'grid', space: rates, metric: 'mrr@5', resources: { maxEpochs: 7 } },
      },
      { training: { batchSize: 32 } },
    );
    expect(trials.map(({ settings }) => settings)).toEqual([
      { 'training.learningRate': 0.001 },
      { 'training.learningRate': 0.0005 },
    ]);
    expect(trials.map(({ configuration }) => configuration.training)).toMatchObject([
      { learningRate: 0.001, batchSize: 32, epochs: 7, validationMetric: 'mrr@5' },
      { learningRate: 0.0005, batchSize: 32, epochs: 7, validationMetric: 'mrr@5' },
    ]);
    expect([rungs, metric]).toEqual([[7], 'mrr@5']);
  });

  test('of asha draws its trials, and has rungs', () => {
    const content = {
      training: { epochs: 9 },
      search: { strategy: 'asha', trials: 4, space: { 'model.layers': { min: 1, max: 8 } } },
    };
    const { trials, rungs, schedule } = plan(content);
    expect(rungs).toEqual([1, 3, 9]);
    expect(schedule).toEqual({ trials: 4, rungs: 3, reduction: 3 });
    for (const { settings } of trials)
      expect(Number.isInteger(settings['model.layers'])).toBe(true);
  });

  test.each(searchPresetNames)(
    'of the preset %s is whole: every trial trains, and flags go over its settings',
    (name) => {
      const { trials, rungs, schedule } = planSearch(
        presetSearch({ training: { batchSize: 64 } }, name),
        `--preset ${name}`,
      );
      expect(trials).toHaveLength(schedule?.trials ?? 0);
      expect(rungs).toHaveLength(3);
      for (const { configuration } of trials) {
        expect(configuration.model.kind).toBe('sasrec');
        expect(configuration.training).toMatchObject({ batchSize: 64, epochs: rungs.at(-1) });
      }
    },
  );

  test('of a preset refuses settings that its model does not have', () => {
    expect(() => presetSearch({ model: { maskProbability: 0.2 } }, 'shop')).toThrow(
      '--preset shop: model.maskProbability is not a known setting',
    );
  });

  const grid = (space: object, more: object = {}) => ({
    search: { strategy: 'grid', space, ...more },
  });

  test.each([
    [{}, 'search must be an object with a strategy and a space'],
    [{ training: { epoch: 1 }, ...grid(rates) }, 'training.epoch is not a known setting'],
    [
      { search: { space: rates } },
      'search.strategy must be "grid" or "random" or "asha", got nothing',
    ],
    [grid(rates, { trails: 3 }), 'search.trails is not a known setting (did you mean trials?)'],
    [
      grid(rates, { resources: { maxEpoch: 3 } }),
      'search.resources.maxEpoch is not a known setting (did you mean maxEpochs?)',
    ],
    [grid({}), 'search: the space names no setting'],
    [
      grid({ 'training.learningrate': { values: [1] } }),
      'search.space.training.learningrate is not a known setting of model, training or data (did you mean training.learningRate?)',
    ],
    [
      grid({ 'training.learningRate': { values: [0.1, 0, 'x'] } }),
      'search.space.training.learningRate.values.1 must be above 0, got 0; search.space.training.learningRate.values.2 must be a number, got "x"',
    ],
    [
      grid({ 'model.layers': { value: [1] } }),
      'search.space.model.layers.value is not a known setting',
    ],
    [
      grid({ 'training.schedule': { min: 1, max: 2 } }),
      'search.space.training.schedule takes no numbers to range over: list its values',
    ],
    [
      grid({ 'training.epochs': { values: [1] } }),
      'search.space.training.epochs cannot be searched',
    ],
    [
      grid({ 'model.layers': { min: 1, max: 4 } }),
      'model.layers is a range, which a grid cannot enumerate',
    ],
    [grid(rates, { trials: 5 }), 'a grid tries all of its 2 points'],
    [grid(rates, { resources: { minEpochs: 1 } }), 'belong to the strategy asha, got grid'],
    [grid(rates, { metric: 'auc' }), 'training.validationMetric must be one of hitRate, recall'],
  ])('%j is refused by name', (content, sentence) => {
    expect(() => plan(content)).toThrow(`${path}`);
    expect(() => plan(content)).toThrow(sentence);
  });
});
