import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the whole repository, which ends with `/`. */
export const repositoryFolder: string = fileURLToPath(new URL('../../', import.meta.url));

interface Manifest {
  readonly name: string;
  readonly repository?: { readonly url: string };
  readonly scripts?: Readonly<Record<string, string>>;
}

/** The `package.json` of a folder of the repository. */
export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(`${repositoryFolder}${folder}/package.json`, 'utf8')) as Manifest;
}

/** Where people read the code: the address that every package names. */
export const codeAddress: string = (manifestOf('packages/recommender').repository?.url ?? '')
  .replace(/^git\+/, '')
  .replace(/\.git$/, '');
