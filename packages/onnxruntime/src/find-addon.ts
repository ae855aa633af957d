import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { OnnxRuntimeError } from './error.js';

const ADDON = 'onnxruntime_binding.node';

export interface Platform {
  /** As `process.platform` and `process.arch`. */
  readonly platform: string;
  readonly arch: string;
}

/**
 * Finds ONNX Runtime's addon for a platform. A whole onnxruntime-node of the same version comes first, because
 * execution providers for GPUs are put beside its addon. Next comes the package that has this platform's addon alone.
 *
 * @param version of ONNX Runtime; the addon of another version has another interface.
 * @param from the module whose dependencies are searched.
 * @throws OnnxRuntimeError `no-binary`
 */
export function findAddon(version: string, { platform, arch }: Platform, from: string): string {
  const own = `@org/onnxruntime-${platform}-${arch}`;
  const whole = packageFolder('onnxruntime-node', version, from);
  if (whole !== undefined) return join(whole, 'bin/napi-v6', platform, arch, ADDON);
  const folder = packageFolder(own, version, from);
  if (folder !== undefined) return join(folder, ADDON);
  throw new OnnxRuntimeError(
    'no-binary',
    `ONNX Runtime ${version} has no binary for ${platform}-${arch} here: ${own} ${version} is not installed. It is an ` +
      'optional dependency, which npm leaves out with --omit=optional, on musl (Alpine), and where there is no such package',
  );
}

/** The folder of a package that `from` can load, if it has this version. */
function packageFolder(name: string, version: string, from: string): string | undefined {
  const require = createRequire(from);
  try {
    const manifest = require.resolve(`${name}/package.json`);
    const found = require(manifest) as { readonly version: string };
    return found.version === version ? dirname(manifest) : undefined;
  } catch {
    return undefined;
  }
}
