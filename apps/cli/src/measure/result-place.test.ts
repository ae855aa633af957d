import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { temporaryDirectory } from '../../../../testing/temporary-directory.js';
import { settle } from '../config/configuration.js';
import { parseConfiguration } from '../config/load.js';
import { splitRecipe } from '../data/split-recipe.js';
import { evaluationFile } from '../testing/reported-runs.js';
import { resultPlace } from './result-place.js';
import { resultTask } from './result-task.js';

const folder = temporaryDirectory();

const file = evaluationFile(0.2);
const ks = [5, 10];
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(folder, 'run-'));
});

function taskOf(settings: { evaluation?: object; split?: object } = {}, dataset?: string) {
  const { evaluation, split } = settle(
    parseConfiguration({ ...settings, evaluation: { ks, ...settings.evaluation } }, 'test'),
    true,
  );
  return resultTask(evaluation, {
    model: file.model.version,
    dataset: dataset ?? file.dataset.contentHash,
    split: splitRecipe(split),
  });
}

function placeOf(task: ReturnType<typeof taskOf>, output?: string): Promise<string> {
  return resultPlace({ directory, output, task, ownTask: taskOf(), dataName: 'walks' });
}

function writeResult(place: string): void {
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'evaluation.json'), JSON.stringify(file));
}

test('the run’s own result is beside the model, with any baselines', async () => {
  writeResult(directory);
  expect(await placeOf(taskOf())).toBe(directory);
  const again = taskOf({ evaluation: { baselines: ['ease'] } });
  expect(await placeOf(again)).toBe(directory);
});

test.each([
  ['seen-ranked', { evaluation: { excludeSeen: false } }],
  ['at-1-3', { evaluation: { ks: [3, 1, 3] } }],
  ['by-brand', { evaluation: { categories: 'brand' } }],
  ['resamples-7-42', { evaluation: { resamples: 7 } }],
  ['debias-0.5', { evaluation: { debiasPower: 0.5 } }],
  ['uniform-100-seed-42', { evaluation: { protocols: ['full', 'uniform-100'] } }],
  ['uniform-100-seed-7-resamples-2000-7', { evaluation: { protocols: ['uniform-100'], seed: 7 } }],
  ['leave-last-n-test-2-validation-1', { split: { kind: 'leave-last-n', testSize: 2 } }],
  ['leave-last-n-test-1-validation-2', { split: { kind: 'leave-last-n', validationSize: 2 } }],
  [
    'random-users-seed-42-test-0.2-validation-0.1',
    { split: { kind: 'random-users', testShare: 0.2 } },
  ],
])('another measurement goes to evaluations/%s', async (name, settings) => {
  writeResult(directory);
  expect(await placeOf(taskOf(settings))).toBe(join(directory, 'evaluations', name));
});

test('the directory of a result on other data has the name of the data, its hash and the split', async () => {
  writeResult(directory);
  const other = '0123456789abcdef';
  expect(await placeOf(taskOf({}, other))).toBe(
    join(directory, 'evaluations/walks-01234567-leave-one-out'),
  );
  const ranked = taskOf(
    { split: { kind: 'all-in-test' }, evaluation: { excludeSeen: false } },
    other,
  );
  expect(await placeOf(ranked)).toBe(
    join(directory, 'evaluations/walks-01234567-all-in-test-seen-ranked'),
  );
});

test('a run without a result accepts one by other protocols, and keeps it', async () => {
  const sampled = taskOf({ evaluation: { protocols: ['full', 'uniform-100'] } });
  const asTrained = { directory, output: undefined, ownTask: sampled, dataName: 'walks' };
  expect(await resultPlace({ ...asTrained, task: taskOf() })).toBe(directory);
  writeResult(directory);
  expect(await resultPlace({ ...asTrained, task: taskOf() })).toBe(directory);
});

test('a result of another measurement is never overwritten', async () => {
  const output = join(directory, 'kept');
  writeResult(output);
  expect(await placeOf(taskOf(), output)).toBe(output);
  await expect(placeOf(taskOf({ evaluation: { excludeSeen: false } }), output)).rejects.toThrow(
    /evaluation\.json is of another measurement \(items of the history left out; now items of the history ranked too\): choose another --output, or move it away$/,
  );
  await expect(placeOf(taskOf({}, '0123456789abcdef'), output)).rejects.toThrow(
    '(the data abcdef012345; now the data 0123456789ab)',
  );
  await expect(
    placeOf(taskOf({ evaluation: { protocols: ['popularity-100'] } }), output),
  ).rejects.toThrow(
    '(the protocols full; now the protocols full, popularity-100, negatives by the seed 42)',
  );
});
