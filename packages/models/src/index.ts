export { type ModelEntry, type ModelKind, modelBuilders, modelKinds, models } from './registry.js';
