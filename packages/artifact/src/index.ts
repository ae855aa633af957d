export {
  type Artifact,
  type ArtifactContent,
  describeArtifact,
  type LoadArtifactOptions,
  loadArtifact,
  type ModelBuilder,
  type SavableModel,
  saveArtifact,
} from './artifact.js';
export {
  ARTIFACT_FORMAT_VERSION,
  type ArtifactConfig,
  readArtifactConfig,
} from './artifact-config.js';
export { artifactFiles, copyArtifact, verifyArtifact } from './artifact-files.js';
export { dataRecord } from './data-record.js';
export { ArtifactError, type ArtifactErrorCode } from './error.js';
export { layersModelDirectory } from './layers-model-files.js';
export type { CardTexts } from './model-card.js';
export { timestampUnitOf } from './timestamp-unit.js';
