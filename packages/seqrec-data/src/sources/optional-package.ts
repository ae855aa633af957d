import { SeqrecDataError } from '../error.js';

/** Loads a package that only some sources need; where it is not there, the error says what to install. */
export async function loadPackage<Module>(
  name: string,
  use: string,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    throw new SeqrecDataError(
      'missing-package',
      isMissing(cause, name)
        ? `${use} needs the package ${name}, which is not installed: npm i ${name}`
        : `${use} needs the package ${name}, which does not load: ${firstLine(cause)}`,
      { cause },
    );
  }
}

function isMissing(cause: unknown, name: string): boolean {
  return (
    cause instanceof Error &&
    'code' in cause &&
    cause.code === 'ERR_MODULE_NOT_FOUND' &&
    cause.message.includes(`'${name}'`)
  );
}

/** What an error of another library says, without the excerpts and hints that follow. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0]?.trim() ?? '';
}
