import { SeqrecDataError } from '../error.js';

/** Loads a package that only some sources need. If it is not installed, the error says how to install it. */
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

/** The first line of another library's error, without the excerpts and hints that follow. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0]?.trim() ?? '';
}
