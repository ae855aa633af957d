import { CliError } from '../program/cli-error.js';
import { issueSentence } from './issue.js';
import {
  isObject,
  kindIn,
  mergeSections,
  type PartialConfiguration,
  parseConfiguration,
  readConfigurationFile,
} from './load.js';
import { type SearchPresetName, searchPresets } from './search-presets.js';
import { type SearchSettings, searchSection } from './search-section.js';

/** A search as the user configured it. */
export interface SearchRequest {
  /** The settings that all trials share: those of the file, overridden by flags. */
  readonly base: PartialConfiguration;
  readonly search: SearchSettings;
}

/** Reads a configuration file with a section `search`; its other sections hold ordinary settings. */
export function loadSearch(flags: PartialConfiguration, configFile: string): SearchRequest {
  const { search, ...settings } = readConfigurationFile(configFile);
  if (!isObject(search)) {
    throw new CliError(
      'usage',
      `${configFile}: search must be an object with a strategy and a space; search/ of the toolkit has examples`,
    );
  }
  parseConfiguration(settings, configFile, kindIn(flags));
  return {
    base: mergeSections(settings as PartialConfiguration, flags),
    search: parseSearch(search, configFile),
  };
}

/** The search of a preset; flags go over its settings. */
export function presetSearch(flags: PartialConfiguration, name: SearchPresetName): SearchRequest {
  const { settings, search } = searchPresets[name];
  const origin = `--preset ${name}`;
  parseConfiguration(mergeSections(settings, flags), origin);
  return { base: mergeSections(settings, flags), search: parseSearch(search, origin) };
}

/** Checks an untyped section `search`; `origin` begins the sentence of an error. */
export function parseSearch(value: unknown, origin: string): SearchSettings {
  const parsed = searchSection.safeParse(value, { reportInput: true });
  if (!parsed.success) {
    const sentences = parsed.error.issues.map((issue) =>
      issueSentence(issue, searchSection, 'search'),
    );
    throw new CliError('usage', `${origin}: ${sentences.join('; ')}`);
  }
  return parsed.data;
}
