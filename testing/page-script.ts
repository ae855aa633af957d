import { build } from 'esbuild';

/**
 * Bundles the script of a page, minified, as a page's build would. A module of Node on the way is an error.
 *
 * @param folder where the imports of the script start.
 * @param external modules that the page imports when it runs.
 */
export async function pageScript(
  contents: string,
  folder: string,
  external: readonly string[] = [],
): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder, loader: 'js' },
    ...{ bundle: true, minify: true, write: false, format: 'iife', platform: 'browser' },
    conditions: ['@org/source'],
    external: [...external],
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
