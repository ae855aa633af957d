import { expectation } from '@org/sequence-model/definition';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { defaultText, type OptionSpec } from './option.js';

/** Gives the command one flag per setting. The setting's schema checks the flag's value. */
export function addFlags(command: Command, specs: readonly OptionSpec[]): Command {
  for (const spec of specs) {
    for (const flag of flagsOf(spec)) command.addOption(flag);
  }
  return command;
}

/** The settings given as flags, by section, like a configuration file with only these settings. */
export function settingsFromFlags(
  command: Command,
  specs: readonly OptionSpec[],
): Record<string, Record<string, unknown>> {
  const settings: Record<string, Record<string, unknown>> = {};
  for (const spec of specs) {
    const name = attributeName(spec);
    if (command.getOptionValueSource(name) !== 'cli') continue;
    settings[spec.section] = {
      ...settings[spec.section],
      [spec.key]: command.getOptionValue(name),
    };
  }
  return settings;
}

function flagsOf(spec: OptionSpec): Option[] {
  const { flag, info, kind, choices } = spec;
  if (kind === 'boolean') {
    // Both forms work, so that a flag can override a file; the help shows the form that changes the default.
    const on = new Option(`--${flag}`, info.help).hideHelp(spec.defaultValue === true);
    const off = new Option(`--no-${flag}`, info.off).hideHelp(spec.defaultValue === false);
    return [on, off];
  }
  const value = info.value ?? (kind === 'number' ? 'n' : choices === undefined ? 'text' : 'name');
  const option = new Option(`--${flag} <${value}${kind === 'paths' ? '...' : ''}>`, help(spec));
  option.argParser((text: string, previous: unknown) => {
    // A list may also be given by repeating its flag.
    const before = Array.isArray(previous) ? previous : [];
    if (kind === 'paths') return [...before, text];
    const value = parse(spec, text);
    return kind === 'list' && Array.isArray(value) ? [...before, ...value] : value;
  });
  return [option];
}

// The help text states the default, but the option has none: commander then holds only what the user typed.
function help(spec: OptionSpec): string {
  const { info, choices } = spec;
  const listed = choices === undefined ? '' : ` (${choices.join(', ')})`;
  const shown = defaultText(spec);
  return `${info.help}${listed}${shown === undefined ? '' : ` (default: ${shown})`}`;
}

function parse(spec: OptionSpec, text: string): unknown {
  const value = settingValue(spec, text);
  const parsed = spec.schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InvalidArgumentError(issue === undefined ? '' : `It ${expectation(issue)}.`);
}

function settingValue({ kind }: OptionSpec, text: string): unknown {
  if (kind === 'list') return text.split(',').map((part) => scalar(part.trim()));
  return kind === 'number' || kind === 'scalar' ? scalar(text) : text;
}

function scalar(text: string): string | number {
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function attributeName({ flag }: OptionSpec): string {
  return flag.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
