/**
 * A text as one word of a POSIX shell, as it is typed or pasted: as it stands where nothing in it means anything to a
 * shell, else in single quotes, in which nothing does.
 */
export function shellWord(text: string): string {
  return /^[\w@%+:,./-][\w@%+=:,./-]*$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
