/**
 * A command line that works for the person as the one they typed did: through pnpm, or through npx for one who has no
 * pnpm, or the plain program.
 */
export function invocationOf(
  what: 'train' | 'recommend' | 'evaluate' | 'server',
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const pnpm = env.npm_execpath?.includes('_npx') ? 'npx -y pnpm@10' : 'pnpm';
  if (what === 'server') return `${pnpm} --filter reference-server start`;
  const script = env.npm_lifecycle_event;
  if (script === 'train' && what === 'train') return `${pnpm} --filter cli train`;
  return script === 'train' || script === 'seqrec' ? `${pnpm} seqrec ${what}` : `seqrec ${what}`;
}
