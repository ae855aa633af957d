import type { Fields } from '@org/files';
import { z } from 'zod';
import { SeqrecDataError } from '../error.js';
import type { UserDetails } from '../sources/source.js';

const userSchema = z.strictObject({
  id: z.union([z.string().min(1), z.int()]),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
} satisfies Fields<UserDetails>);

/** The text of `users.jsonl`: one user per line. */
export function formatUsers(users: readonly UserDetails[]): string {
  return users.map(({ id, attributes }) => `${JSON.stringify({ id, attributes })}\n`).join('');
}

/** Parses the text of {@link formatUsers}; `file` names it in errors. */
export function parseUsers(text: string, file: string): UserDetails[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, i) => {
      try {
        return userSchema.parse(JSON.parse(line));
      } catch (cause) {
        throw new SeqrecDataError('artifact-corrupt', `${file}:${i + 1}: not a user`, {
          file,
          line: i + 1,
          cause,
        });
      }
    });
}
