import * as clack from '@clack/prompts';
import { CliError } from '../program/cli-error.js';

// Questions are on stderr, so that stdout has only the result.
const output = process.stderr;

/** Asks for a text; an empty answer is `preset`. @throws CliError `SIGINT` at Ctrl-C, as all questions do. */
export async function askText(message: string, preset: string): Promise<string> {
  const answer = await answered(
    clack.text({ message, placeholder: preset, defaultValue: preset, output }),
  );
  return answer.trim();
}

/** Asks for one of several names; `preset` is chosen at first. */
export async function askChoice(
  message: string,
  choices: readonly string[],
  preset?: string,
): Promise<string> {
  const options = choices.map((value) => ({ value }));
  return answered(
    clack.select({
      ...{ message, options, maxItems: 12, output },
      ...(preset !== undefined && { initialValue: preset }),
    }),
  );
}

/** Asks whether something is right; by default it is. */
export async function askYes(message: string): Promise<boolean> {
  return answered(clack.confirm({ message, output }));
}

async function answered<Value>(answer: Promise<Value>): Promise<Exclude<Value, symbol>> {
  const value = await answer;
  if (clack.isCancel(value)) throw new CliError('SIGINT', 'stopped: nothing is written');
  return value as Exclude<Value, symbol>;
}
