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
import { type SearchSettings, searchSection } from './search-section.js';

/** What a search is asked for. */
export interface SearchRequest {
  /** What all trials share, as far as it is given: the file, and over it the flags. */
  readonly base: PartialConfiguration;
  readonly search: SearchSettings;
}

/** Reads a configuration file with a section `search`; the rest of it are ordinary settings. */
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

/** Checks a section `search` of unknown origin; `origin` begins the sentence of an error. */
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
