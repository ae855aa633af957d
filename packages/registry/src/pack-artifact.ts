import { createHash } from 'node:crypto';
import { artifactFiles, verifyArtifact } from '@org/artifact/files';
import { writeFileAtomically } from '@org/files';
import { create } from 'tar';

/** An archive of an artifact. */
export interface PackedArtifact {
  readonly file: string;
  readonly bytes: number;
  /** For the URL: `#sha256=…`. */
  readonly sha256: string;
  readonly version: string;
}

/**
 * Writes the files of an artifact, checked, as a .tar.gz. Equal artifacts give equal bytes.
 *
 * @throws ArtifactError `corrupt`; FileError.
 */
export async function packArtifact(directory: string, file: string): Promise<PackedArtifact> {
  const config = await verifyArtifact(directory);
  const files = [...artifactFiles(config)].sort();
  const archive = create(
    { cwd: directory, gzip: { level: 9 }, portable: true, mtime: new Date(0), strict: true },
    files,
  );
  const hash = createHash('sha256');
  let bytes = 0;
  const hashed = async function* () {
    for await (const part of archive) {
      hash.update(part);
      bytes += part.length;
      yield part;
    }
  };
  await writeFileAtomically(file, hashed());
  return { file, bytes, sha256: hash.digest('hex'), version: config.version };
}
