import { reasonOf, StoreError } from './error.js';

/** Loads a package that one kind of store needs; if it is missing, the error says what to install. */
export async function loadPackage<Module>(
  name: string,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    const missing = cause instanceof Error && cause.message.includes(`'${name}'`);
    throw new StoreError(
      'missing-package',
      missing
        ? `this store needs the package ${name}, which is not installed: npm i ${name}`
        : `this store needs the package ${name}, which does not load: ${reasonOf(cause)}`,
      cause,
    );
  }
}
