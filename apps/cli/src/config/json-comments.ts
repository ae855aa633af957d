/** JSON without its comments, which become blanks, so that errors name the same places. */
export function withoutComments(text: string): string {
  // A string, which is kept whatever it holds, or a comment.
  return text.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (found) =>
    found.startsWith('"') ? found : found.replace(/[^\n]/g, ' '),
  );
}
