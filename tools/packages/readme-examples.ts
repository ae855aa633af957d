/** A code block of a README. */
export interface Example {
  readonly code: string;
  /** Whether it can run in an empty folder; a block `ts check` needs files that nobody has there. */
  readonly runs: boolean;
}

/** The words after `npm i` in a README. */
export function installLine(readme: string): string[] {
  const line = /```sh\nnpm i ([^`]*?)```/.exec(readme)?.[1];
  if (line === undefined) throw new Error('the README has no block `sh` that begins with `npm i`');
  return line.replaceAll('\\\n', ' ').trim().split(/\s+/);
}

/** The blocks of a README that are programs. A block `ts part` is a part of one. */
export function examplesOf(readme: string): Example[] {
  return [...readme.matchAll(/```ts( check)?\n([\s\S]*?)```/g)].map(
    ([, onlyChecked, code = '']) => ({
      // A module, even without imports.
      code: `${code}export {};\n`,
      runs: onlyChecked === undefined,
    }),
  );
}

/** The packages that the examples of a README import. */
export function importedPackages(readme: string): string[] {
  const specifiers = examplesOf(readme).flatMap(({ code }) => [
    ...code.matchAll(/(?:\bfrom|\bimport)[ (]'(?!node:|\.)([^']+)'/g),
  ]);
  const names = specifiers.map(([, specifier = '']) => {
    const [first = '', second = ''] = specifier.split('/');
    return first.startsWith('@') ? `${first}/${second}` : first;
  });
  return [...new Set(names)].sort();
}
