import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { vi } from 'vitest';

/** What a README's example printed and computed. */
export interface ReadmeRun {
  /** The arguments of each `console.log`. */
  readonly printed: readonly (readonly unknown[])[];
  /** The number of lines of code. */
  readonly lines: number;
  /** The values of the constants in `keep`. */
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Runs the first TypeScript example of a package's README against the package's sources.
 *
 * @param test `import.meta.url` of a test in the package's `src`.
 * @param keep the constants of the example to return.
 */
export async function runReadme(test: string, keep: readonly string[] = []): Promise<ReadmeRun> {
  const { name } = JSON.parse(read(test, '../package.json')) as { name: string };
  const example = /```ts\n([\s\S]*?)```/.exec(read(test, '../README.md'))?.[1] ?? '';
  const index = fileURLToPath(new URL('./index.ts', test));
  const file = fileURLToPath(new URL('../.vitest/readme-example.ts', test));
  mkdirSync(new URL('../.vitest', test), { recursive: true });
  writeFileSync(
    file,
    `${example.replaceAll(`'${name}'`, `'${index}'`)}export { ${keep.join(', ')} };\n`,
  );
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    const values = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
    const lines = example.split('\n').filter((line) => line !== '').length;
    return { printed: log.mock.calls.slice(), lines, values };
  } finally {
    log.mockRestore();
  }
}

/** The public names of a package that its README does not show. */
export async function namesNotInReadme(test: string): Promise<readonly string[]> {
  const readme = read(test, '../README.md');
  const index = (await import(new URL('./index.ts', test).href)) as object;
  return Object.keys(index).filter((name) => !readme.includes(`\`${name}`));
}

function read(test: string, path: string): string {
  return readFileSync(new URL(path, test), 'utf8');
}
