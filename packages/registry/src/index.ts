export {
  ALIAS_FILE,
  type AliasEntry,
  type Aliases,
  namedBy,
  readAliases,
} from './alias-file.js';
export { ARTIFACT_URLS, isArtifactUrl } from './artifact-url.js';
export { RegistryError, type RegistryErrorCode } from './error.js';
export {
  type Arm,
  armOf,
  EXPERIMENT_FILE,
  type Experiment,
  isShadowed,
  readExperiment,
  type Shadow,
} from './experiment-file.js';
export {
  type CacheArtifactOptions,
  cachedArtifact,
  type FetchArtifactOptions,
  type FetchedArtifact,
  fetchArtifact,
} from './fetch-artifact.js';
export {
  type ListedModel,
  type ListedVersion,
  listModel,
  listModels,
  modelNames,
} from './list-models.js';
export { DEFAULT_ALIAS, isAlias, isName, isVersion, versionDirectory } from './names.js';
export { type PackedArtifact, packArtifact } from './pack-artifact.js';
export { type PruneOptions, prune } from './prune.js';
export { type PublishOptions, publish } from './publish.js';
export { type RolledBack, removeAlias, rollback, setAlias } from './set-alias.js';
