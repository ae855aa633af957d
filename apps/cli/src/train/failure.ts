import { messageInFlags } from '../config/spell-flags.js';
import type { Failure } from './job.js';

/** An error for another thread or process. Errors themselves would lose their fields and the style of options. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { message: String(error) };
  const { stack } = error;
  return {
    message: messageInFlags(error),
    ...(stack === undefined ? {} : { stack }),
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
  };
}
