export {
  ARTIFACT_FORMAT_VERSION,
  type ArtifactConfig,
  readArtifactConfig,
} from './artifact-config.js';
export { artifactFiles, copyArtifact, verifyArtifact } from './artifact-files.js';
export { dataRecord } from './data-record.js';
export { ArtifactError, type ArtifactErrorCode } from './error.js';
export { layersModelDirectory } from './layers-model-files.js';
export {
  type Artifact,
  type LoadArtifactOptions,
  loadArtifact,
  type ModelBuilder,
} from './load-artifact.js';
export type { CardTexts } from './model-card.js';
export {
  type ArtifactContent,
  describeArtifact,
  type SavableModel,
  saveArtifact,
} from './save-artifact.js';
export { timestampUnitOf } from './timestamp-unit.js';
