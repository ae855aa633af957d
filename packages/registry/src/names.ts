import { join } from 'node:path';
import { RegistryError } from './error.js';

// A name is a folder, a version a folder in it, and `name@alias` is what requests say.
const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;
const VERSION = /^[0-9a-f]{12}$/;
const ALIAS = /^[a-z][a-z0-9-]{0,31}$/;

/** The alias that serves requests which name none. */
export const DEFAULT_ALIAS = 'current';

export function isName(text: string): boolean {
  return NAME.test(text);
}

export function isVersion(text: string): boolean {
  return VERSION.test(text);
}

export function isAlias(text: string): boolean {
  return ALIAS.test(text) && !isVersion(text);
}

/** @throws RegistryError `invalid-name`. */
export function modelDirectory(registry: string, name: string): string {
  if (isName(name)) return join(registry, name);
  throw new RegistryError(
    'invalid-name',
    `${JSON.stringify(name)} is not a valid model name: expected up to 64 letters, digits and -._, starting with a letter or a digit`,
  );
}

/**
 * Where a version of a model is, whether it is there or not.
 *
 * @throws RegistryError `invalid-name`.
 */
export function versionDirectory(registry: string, name: string, version: string): string {
  const directory = modelDirectory(registry, name);
  if (isVersion(version)) return join(directory, version);
  throw new RegistryError(
    'invalid-name',
    `${JSON.stringify(version)} is not a version: expected 12 hexadecimal digits`,
  );
}

/** @throws RegistryError `invalid-name`. */
export function requireAlias(alias: string): void {
  if (isAlias(alias)) return;
  throw new RegistryError(
    'invalid-name',
    `${JSON.stringify(alias)} is not a valid alias: expected up to 32 lowercase letters, digits and -, starting with a letter, and not the form of a version`,
  );
}
