import type { AnyOptions, Option, OptionDefinitions } from '@org/sequence-model/definition';
import type { z } from 'zod';
import { kebabCase, option } from './option.js';

type Setting<Value> = z.ZodOptional<z.ZodType<Value, Value>>;

/** The schemas of a section's settings by key, from a package's table of options. */
export function settingsOf<Config>(options: OptionDefinitions<Config>): {
  readonly [Name in keyof Config]-?: Setting<Exclude<Config[Name], undefined>>;
} {
  return settingsOfAny(options) as ReturnType<typeof settingsOf<Config>>;
}

/** The same for a table of any options, without options that have no flag. */
export function settingsOfAny(options: AnyOptions): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(options).flatMap(([key, definition]) =>
      definition.flag === false ? [] : [[key, settingOf(definition)]],
    ),
  );
}

function settingOf({ schema, default: value, defaultOf, ...info }: Option<unknown>): z.ZodType {
  const { help, flag } = info;
  return option(value === undefined ? schema.optional() : schema.default(value), {
    help,
    ...(info.value !== undefined && { value: info.value }),
    ...(typeof flag === 'string' && { flag }),
    ...(defaultOf !== undefined && { defaultText: multipleOf(defaultOf) }),
  });
}

/** `4 × --hidden-size` */
function multipleOf({ option, times }: NonNullable<Option<unknown>['defaultOf']>): string {
  return `${times === 1 ? '' : `${times} × `}--${kebabCase(option)}`;
}
