import { copyArtifact, readArtifactConfig, verifyArtifact } from '@org/artifact/files';
import { RegistryError } from './error.js';
import { versionDirectory } from './names.js';

export interface PublishOptions {
  /** The name of the model. Default: the name in its `config.json`. */
  readonly name?: string;
}

/**
 * Copies an artifact into a registry, checked on the way, as `<registry>/<name>/<version>`. It is there whole or not at
 * all. What is there already stays; where that is damaged it is replaced. No alias changes: {@link setAlias} does that.
 *
 * @returns the version.
 * @throws RegistryError `invalid-name`, `conflict`; ArtifactError `corrupt`; FileError.
 */
export async function publish(
  registry: string,
  artifact: string,
  { name }: PublishOptions = {},
): Promise<string> {
  const config = await readArtifactConfig(artifact);
  const { version } = config;
  const target = versionDirectory(registry, name ?? config.name, version);
  const there = await verifyArtifact(target).catch(() => undefined);
  if (there === undefined) await copyArtifact(artifact, target);
  else if (there.sha256['config.json'] !== config.sha256['config.json']) {
    throw new RegistryError(
      'conflict',
      `${target} holds the same weights with other settings or results: leave it, or prune it and publish again`,
    );
  }
  return version;
}
