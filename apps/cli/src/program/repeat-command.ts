import { invocationOf } from './invocation.js';
import { shellWord } from './shell-word.js';
import { withoutPassword } from './start-directory.js';

/**
 * The typed command line, to repeat in the same directory: arguments are quoted for a POSIX shell, and passwords are
 * left out.
 */
export function repeatCommand(
  command: 'train' | 'demo' | 'train-ratings' | 'evaluate' | 'report' | 'search' | 'update',
  { args = process.argv.slice(2), start = invocationOf(command) } = {},
): string {
  const place = args.indexOf(command);
  const rest = args.filter((_, i) => i !== place);
  return [start, ...rest.map((argument) => shellWord(withoutPassword(argument)))].join(' ');
}
