/** A command of a shell script: its words without quotes, and the variables set for it. */
export interface ShellCommand {
  readonly variables: readonly string[];
  readonly words: readonly string[];
}

/** Words that open, join or close compound commands. */
const keywords = new Set(['do', 'done', 'then', 'fi', 'else', '{', '}', '!']);

/** A comment, what ends a command, a word, or what none of these matches; blanks are skipped. */
const token =
  /#[^\n]*|(?<end>&&|\|\||[\n;|]|&(?![>\d]))|(?<word>(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|\d*>{1,2}&?|<|[^\s"'\\;|&<>])+)|(?<rest>\S.*)/g;

/**
 * The commands of a script as pages show them: one command a line or joined by `&&`, `||`, `;`, `|` and `&`, with quotes,
 * comments and lines that a backslash continues. A loop or a function
 * gives the commands of its body, and a call of a function none.
 */
export function shellCommands(script: string): readonly ShellCommand[] {
  const commands: ShellCommand[] = [];
  let words: string[] = [];
  const finish = () => {
    while (keywords.has(words[0] ?? '') || words[0]?.endsWith('()')) words.shift();
    const first = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
    const start = first === -1 ? words.length : first;
    const rest = words.slice(start);
    if (rest.length > 0 && !['for', 'if', 'while'].includes(rest[0] ?? '')) {
      commands.push({ variables: words.slice(0, start), words: withoutRedirections(rest) });
    }
    words = [];
  };
  for (const { groups = {} } of script.replaceAll('\\\n', ' ').matchAll(token)) {
    if (groups.word !== undefined) words.push(unquoted(groups.word));
    else if (groups.end !== undefined) finish();
    else if (groups.rest !== undefined) throw new Error(`cannot read the command ${groups.rest}`);
  }
  finish();
  const functions = new Set([...script.matchAll(/^\s*(\w+)\(\)/gm)].map(([, name]) => name));
  return commands.filter((command) => !functions.has(command.words[0]));
}

function unquoted(word: string): string {
  return word.replaceAll(
    /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g,
    (_, double?: string, single?: string, escaped?: string) =>
      double?.replaceAll(/\\(.)/g, '$1') ?? single ?? escaped ?? '',
  );
}

function withoutRedirections(words: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? '';
    if (/^\d*(?:>{1,2}|<)$/.test(word)) i += 1;
    else if (!/^\d*>/.test(word)) kept.push(word);
  }
  return kept;
}
