/**
 * The packages with ONNX Runtime's binaries are no part of the workspace (`packages/onnxruntime/platforms.mjs` makes them), so
 * that only the manifest that is published depends on them.
 */
async function beforePacking(manifest) {
  if (manifest.name !== '@org/onnxruntime') return manifest;
  const { platformDependencies } = await import('./packages/onnxruntime/platforms.mjs');
  const { devDependencies, ...rest } = manifest;
  return { ...rest, optionalDependencies: platformDependencies() };
}

module.exports = { hooks: { beforePacking } };
