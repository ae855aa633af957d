import { updateOptions } from '@org/training/update-options';
import { expect, test } from 'vitest';
import { optionsOf } from './configuration.js';

test('every option of the update is a setting of training, with the default and the check of its table', () => {
  const settings = new Map(optionsOf('training').map((spec) => [spec.key, spec]));
  for (const [key, { default: value, help, schema }] of Object.entries(updateOptions)) {
    expect(settings.get(key)).toMatchObject({ defaultValue: value, info: { help }, schema });
  }
  expect(settings.get('clipNorm')?.schema.safeParse(0).success).toBe(false);
});
