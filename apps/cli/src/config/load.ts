import { readFileSync } from 'node:fs';
import { type ModelKind, modelKinds } from '@org/models';
import type { z } from 'zod';
import { CliError } from '../program/cli-error.js';
import { fromStart } from '../program/start-directory.js';
import { type Configuration, configurationSchema } from './configuration.js';
import { issueSentence } from './issue.js';
import { withoutComments } from './json-comments.js';
import { defaultModelKind } from './model-section.js';
import { sentenceInFlags } from './spell-flags.js';

/** A partial configuration: the settings of a file or of flags, by section. */
export type PartialConfiguration = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The complete configuration: flags override the file, the file overrides defaults. */
export function loadConfiguration(
  flags: PartialConfiguration,
  configFile: string | undefined,
): Configuration {
  const settings = givenSettings(flags, configFile);
  const schema = configurationSchema(kindIn(settings) ?? defaultModelKind);
  const parsed = schema.safeParse(settings, { reportInput: true });
  if (parsed.success) return parsed.data;
  // The file was checked before, so the problem comes from a flag.
  const sentences = parsed.error.issues.map((issue) => sentenceInFlags(issue, schema));
  throw new CliError('usage', sentences.join('; '));
}

/** The settings of the file and of the flags, which override it, without defaults. */
export function givenSettings(
  flags: PartialConfiguration,
  configFile: string | undefined,
): PartialConfiguration {
  if (configFile === undefined) return flags;
  const file = readConfigurationFile(configFile);
  parseConfiguration(file, configFile, kindIn(flags));
  return mergeSections(file as PartialConfiguration, flags);
}

/** Checks an untyped configuration; `origin` begins the sentence of an error. */
export function parseConfiguration(
  value: unknown,
  origin: string,
  kind: ModelKind = kindIn(value) ?? defaultModelKind,
): Configuration {
  const schema = configurationSchema(kind);
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const sentences = parsed.error.issues.map((issue) => issueSentence(issue, schema as z.ZodObject));
  throw new CliError('usage', `${origin}: ${sentences.join('; ')}`);
}

/** The content of a configuration file, unchecked. */
export function readConfigurationFile(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(fromStart(path), 'utf8');
  } catch (cause) {
    throw new CliError('usage', `${path}: the configuration file cannot be read`, { cause });
  }
  let value: unknown;
  try {
    // Editors on Windows put a byte-order mark in front.
    value = JSON.parse(withoutComments(text.replace(/^\uFEFF/, '')));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CliError('usage', `${path} is not JSON: ${why}`, { cause });
  }
  if (!isObject(value)) {
    throw new CliError('usage', `${path}: the configuration must be an object with settings`);
  }
  // `$schema` is for editors; it is not a setting.
  const { $schema: _, ...file } = value;
  return file;
}

/** The kind of model that the settings name, if any. */
export function kindIn(value: unknown): ModelKind | undefined {
  const model = isObject(value) ? value.model : undefined;
  const kind = isObject(model) ? model.kind : undefined;
  return modelKinds.find((known) => known === kind);
}

/** The settings of `over`, then those that only `under` has. */
export function mergeSections(
  under: PartialConfiguration,
  over: PartialConfiguration,
): PartialConfiguration {
  const merged: Record<string, Readonly<Record<string, unknown>>> = { ...under };
  for (const [section, settings] of Object.entries(over)) {
    merged[section] = { ...under[section], ...settings };
  }
  return merged;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
