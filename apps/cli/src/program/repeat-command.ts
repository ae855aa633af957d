import { invocationOf } from './invocation.js';
import { shellWord } from './shell-word.js';
import { withoutPassword } from './start-directory.js';

/**
 * The command line that was typed, to be typed again: as it can be started from where the person stands, its arguments
 * quoted for a POSIX shell, but without passwords.
 */
export function repeatCommand(
  command: 'train' | 'evaluate' | 'report' | 'search',
  { args = process.argv.slice(2), start = invocationOf(command) } = {},
): string {
  const place = args.indexOf(command);
  const rest = args.filter((_, i) => i !== place);
  return [start, ...rest.map((argument) => shellWord(withoutPassword(argument)))].join(' ');
}
