import {
  type SourceOption,
  type SourceOptionName,
  type SourceOptionValue,
  sourceOptions,
} from '@org/seqrec-data/formats';
import type { z } from 'zod';
import { kebabCase, option } from './option.js';

type Plain = Exclude<SourceOptionName, `${string}.${string}`>;

/** The settings of options that are not part of a group, such as `columns`; those others are there without a type. */
type Settings = { readonly [Name in Plain]: z.ZodOptional<z.ZodType<SourceOptionValue<Name>>> };

const options = Object.entries<SourceOption<unknown>>(sourceOptions);

/** The options of formats, each a setting with the name of its flag: `columns.user` is `userColumn`. */
export const formatSettings: Settings = Object.fromEntries(
  options.map(([name, { schema, ...info }]) => [
    keyOf(name, info.flag),
    option(schema.optional(), info),
  ]),
) as unknown as Settings;

/**
 * Options for `openSource` from settings. Formats accept only their own options, so options that are not given are
 * absent.
 */
export function formatOptions(settings: Readonly<Record<string, unknown>>): object {
  const given: Record<string, unknown> = {};
  for (const [name, { flag }] of options) {
    const value = settings[keyOf(name, flag)];
    if (value === undefined) continue;
    const [group = name, member] = name.split('.');
    given[group] = member === undefined ? value : { ...(given[group] as object), [member]: value };
  }
  return given;
}

/** The flag of an option of formats, without dashes; undefined for any other option. */
export function formatFlag(name: string): string | undefined {
  const [, found] = options.find(([known]) => known === name) ?? [];
  return found && (found.flag ?? kebabCase(name));
}

function keyOf(name: string, flag = name): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
