import { relative, resolve } from 'node:path';

/**
 * Where the person stood who typed the command. pnpm runs a package's script in the folder of the package and keeps
 * the origin in INIT_CWD; run without pnpm it is the working directory.
 */
export function startDirectory(): string {
  return process.env.INIT_CWD || process.cwd();
}

/** A path the person gave, made absolute from where they stood. */
export function fromStart(path: string): string {
  return resolve(startDirectory(), path);
}

/** The same of what may also be the URL of a database. */
export function placeFromStart(place: string): string {
  const [, file] = /^sqlite:(.+)$/.exec(place) ?? [];
  if (file !== undefined) return `sqlite:${fromStart(file)}`;
  return isUrl(place) ? place : fromStart(place);
}

/** A text without the password of the URL in it, for what is written or shown. */
export function withoutPassword(text: string): string {
  return text.replace(/(:\/\/[^/?#:@]*):[^/?#]*@/, '$1@').replace(/([?&]password=)[^&#]*/i, '$1');
}

function isUrl(place: string): boolean {
  return /^[a-z]+:\/\//i.test(place);
}

/** A path to show: relative to where the person stood when that is shorter to read. */
export function shownPath(path: string): string {
  const local = relative(startDirectory(), path);
  return local === '' ? '.' : local.startsWith('..') ? path : local;
}
