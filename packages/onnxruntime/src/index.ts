import { env, registerBackend } from 'onnxruntime-common';
import { addon } from './addon.js';
import { nativeBackend } from './native-backend.js';

// The public API is that of onnxruntime-common, whole, as onnxruntime-node exports it.
export * from 'onnxruntime-common';
export { addonFolder, type NativeSession, nativeSession, type ValueMetadata } from './addon.js';
export { OnnxRuntimeError, type OnnxRuntimeErrorCode } from './error.js';

for (const { name } of addon.listSupportedBackends()) registerBackend(name, nativeBackend, 100);
Object.defineProperty(env.versions, 'node', { value: env.versions.common, enumerable: true });
