import { relative, resolve } from 'node:path';

/**
 * The directory in which the command was typed. pnpm runs a script in the folder of its package and keeps the original
 * directory in INIT_CWD; without pnpm it is the working directory.
 */
export function startDirectory(): string {
  return process.env.INIT_CWD || process.cwd();
}

/** A path of the user, made absolute from the directory in which the command was typed. */
export function fromStart(path: string): string {
  return resolve(startDirectory(), path);
}

/** The same for a place that may also be the URL of a database. */
export function placeFromStart(place: string): string {
  const [, file] = /^sqlite:(.+)$/.exec(place) ?? [];
  if (file !== undefined) return `sqlite:${fromStart(file)}`;
  return isUrl(place) ? place : fromStart(place);
}

/** A text without the password of its URL, for output. */
export function withoutPassword(text: string): string {
  return text.replace(/(:\/\/[^/?#:@]*):[^/?#]*@/, '$1@').replace(/([?&]password=)[^&#]*/i, '$1');
}

function isUrl(place: string): boolean {
  return /^[a-z]+:\/\//i.test(place);
}

/** A path to show: relative to the directory in which the command was typed, if it is inside. */
export function shownPath(path: string): string {
  const local = relative(startDirectory(), path);
  return local === '' ? '.' : local.startsWith('..') ? path : local;
}
