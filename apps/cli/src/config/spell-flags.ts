import type { AdvisedError, OptionSetting } from '@org/seqrec-data';
import { expectation } from '@org/sequence-model/definition';
import type { z } from 'zod';
import { shellWord } from '../program/shell-word.js';
import { optionsOf, sections } from './configuration.js';
import { formatFlag } from './format-settings.js';
import { issueSentence, received } from './issue.js';
import { kebabCase } from './option.js';

/** Options of packages that have another name here, or that share a flag with others. */
const FLAGS: Readonly<Record<string, string>> = {
  onBadRow: 'bad-rows',
  warmupSteps: 'warmup',
  totalSteps: 'epochs',
};

/** Options of packages as flags, for a POSIX shell: `--delimiter ';' --no-header`. */
export function asFlags(settings: readonly OptionSetting[]): string {
  return settings.map(asFlag).join(' ');
}

/** The message of an error; options that it names are flags. */
export function messageInFlags(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error as Partial<AdvisedError>).messageWith?.(asFlags) ?? error.message;
}

/** One problem of settings from flags; settings that it names are flags. */
export function sentenceInFlags(issue: z.core.$ZodIssue, schema: z.ZodObject): string {
  const [section, key] = issue.path.map(String);
  const specs = sections.filter((name) => name === section).flatMap(optionsOf);
  const flag = specs.find((spec) => spec.key === key)?.flag;
  if (flag === undefined) return issueSentence(issue, schema);
  const inFlags = (text: string): string =>
    text.replace(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g, (word) => {
      const named = specs.find((spec) => spec.key === word);
      return named === undefined ? word : `--${named.flag}`;
    });
  const rule = issue.code === 'custom' ? inFlags(issue.message) : expectation(issue);
  return `--${flag} ${rule}${received(issue)}`;
}

function asFlag({ option, value }: OptionSetting): string {
  const flag = flagOf(option);
  if (value === false) return `--no-${flag}`;
  if (value === true || value === undefined) return `--${flag}`;
  return `--${flag} ${shellWord(value.replaceAll('\t', '\\t'))}`;
}

function flagOf(option: string): string {
  const known = FLAGS[option] ?? formatFlag(option);
  if (known !== undefined) return known;
  const spec = sections.flatMap(optionsOf).find(({ key }) => key === option);
  return spec?.flag ?? kebabCase(option);
}
