export { SafeTensorsError, type SafeTensorsErrorCode } from './error.js';
export {
  decodeSafeTensors,
  encodeSafeTensors,
  type SafeTensor,
  type SafeTensorsFile,
} from './safetensors.js';
