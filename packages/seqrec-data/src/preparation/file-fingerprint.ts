import { readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { sha256, writeFileAtomically } from '@org/files';
import { z } from 'zod';
import { describeFile, type SourceFile } from '../sources/source-files.js';
import { readError } from '../sources/text/byte-blocks.js';

const fingerprintSchema = z.object({
  size: z.number(),
  /** Times of the last change of content and of inode, in ns since 1970, as text. */
  changed: z.string(),
  /** In ms since 1970. */
  hashedAt: z.number(),
  sha256: z.string(),
});

type Fingerprint = z.infer<typeof fingerprintSchema>;

/** File systems store times in steps of up to two seconds, which hide a second change within one step. */
const TIME_STEP_MS = 2000;

/** Describes a file by the hash in the cache if its size and times of change are the same, else hashes it. */
export async function describeOnce(
  path: string,
  cache: string,
  signal?: AbortSignal,
): Promise<SourceFile> {
  const name = sha256(resolve(path)).slice(0, 32);
  const file = join(cache, 'fingerprints', `${name}.json`);
  const { size, changed, changedAt } = await statOf(path);
  const known = await readFingerprint(file);
  if (
    known !== undefined &&
    known.size === size &&
    known.changed === changed &&
    known.hashedAt - changedAt > TIME_STEP_MS
  ) {
    return { name: basename(path), bytes: size, sha256: known.sha256 };
  }
  const hashedAt = Date.now();
  const described = await describeFile(path, signal);
  const fingerprint: Fingerprint = { size, changed, hashedAt, sha256: described.sha256 };
  await writeFileAtomically(file, JSON.stringify(fingerprint));
  return described;
}

async function statOf(
  path: string,
): Promise<{ readonly size: number; readonly changed: string; readonly changedAt: number }> {
  try {
    const { size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return {
      size: Number(size),
      changed: `${mtimeNs} ${ctimeNs}`,
      changedAt: Math.max(Number(mtimeNs), Number(ctimeNs)) / 1e6,
    };
  } catch (error) {
    throw readError(path, error);
  }
}

/** The cache's entry of a file; undefined if there is none or it cannot be read. */
async function readFingerprint(file: string): Promise<Fingerprint | undefined> {
  try {
    return fingerprintSchema.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch (error) {
    const expected =
      error instanceof SyntaxError ||
      (error instanceof Error && 'code' in error && error.code === 'ENOENT');
    if (expected) return undefined;
    throw error;
  }
}
