import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeFiles } from '@org/files';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { WEIGHTS_FILE } from './artifact-config.js';
import { ArtifactError } from './error.js';

export const MODEL_FILE = 'model.json';

/** A network as TensorFlow.js writes it to disk: topology and a manifest of weights, and the weights' bytes. */
export interface LayersModelFiles {
  readonly [MODEL_FILE]: string;
  readonly [WEIGHTS_FILE]: Uint8Array;
}

/** A network in TensorFlow.js' LayersModel format. */
export async function encodeLayersModel(network: LayersModel): Promise<LayersModelFiles> {
  let saved: tf.io.ModelArtifacts | undefined;
  await network.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  if (saved === undefined) throw new Error('TensorFlow.js saved nothing');
  return encodeArtifacts(saved);
}

/**
 * A handler for `tf.loadLayersModel` and `model.save` that reads and writes `model.json` and `weights.bin` in a
 * directory. Only `@tensorflow/tfjs-node` brings one with TensorFlow.js.
 *
 * @example
 * const network = await tf.loadLayersModel(layersModelDirectory('runs/first/model'));
 */
export function layersModelDirectory(
  directory: string,
): Required<Pick<tf.io.IOHandler, 'load' | 'save'>> {
  return {
    async save(artifacts) {
      await writeFiles(directory, { ...encodeArtifacts(artifacts) });
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    },
    async load() {
      const manifest = join(directory, MODEL_FILE);
      const json = parseModelJson(await readText(manifest), manifest);
      return tf.io.getModelArtifactsForJSON(json, async (groups) => {
        const paths = groups.flatMap((group) => group.paths);
        if (paths.some((path) => basename(path) !== path)) {
          throw new ArtifactError('corrupt', `${manifest} names weights outside of ${directory}`, {
            file: manifest,
          });
        }
        const parts = await Promise.all(paths.map((path) => readFile(join(directory, path))));
        return [groups.flatMap((group) => group.weights), toArrayBuffer(Buffer.concat(parts))];
      });
    },
  };
}

/**
 * The weights of a network from the bytes of `weights.bin`, as `model.json` names them. The caller disposes them.
 *
 * @param source names the directory in errors.
 */
export function decodeWeights(
  modelJson: string,
  weights: Uint8Array,
  source: string,
): tf.NamedTensorMap {
  const manifest = join(source, MODEL_FILE);
  const groups = parseModelJson(modelJson, manifest).weightsManifest;
  const paths = groups.flatMap((group) => group.paths);
  if (paths.length !== 1 || paths[0] !== WEIGHTS_FILE) {
    throw new ArtifactError(
      'corrupt',
      `${manifest} names the weights ${paths.join(', ') || 'nowhere'}, expected ${WEIGHTS_FILE}`,
      { file: manifest },
    );
  }
  const specs = groups.flatMap((group) => group.weights);
  try {
    return tf.io.decodeWeights(toArrayBuffer(weights), specs);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ArtifactError('corrupt', `${manifest} does not fit ${WEIGHTS_FILE}: ${reason}`, {
      file: manifest,
      cause,
    });
  }
}

function encodeArtifacts(artifacts: tf.io.ModelArtifacts): LayersModelFiles {
  const { modelTopology, format, generatedBy, convertedBy, weightSpecs, weightData } = artifacts;
  if (weightSpecs === undefined || weightData === undefined) {
    throw new ArtifactError('invalid-option', 'a model without weights cannot be written');
  }
  const json = {
    modelTopology,
    format,
    generatedBy,
    convertedBy,
    weightsManifest: [{ paths: [WEIGHTS_FILE], weights: weightSpecs }],
  };
  return {
    [MODEL_FILE]: `${JSON.stringify(json)}\n`,
    [WEIGHTS_FILE]: new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)),
  };
}

function parseModelJson(text: string, file: string): tf.io.ModelJSON {
  try {
    const json = JSON.parse(text) as Partial<tf.io.ModelJSON>;
    if (json.modelTopology !== undefined && Array.isArray(json.weightsManifest)) {
      return json as tf.io.ModelJSON;
    }
  } catch (cause) {
    throw new ArtifactError('corrupt', `${file} is not JSON`, { file, cause });
  }
  throw new ArtifactError('corrupt', `${file} is no TensorFlow.js LayersModel`, { file });
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ArtifactError('missing', `there is no model at ${file}`, { file, cause });
  }
}

/** The bytes' own memory where they fill it, else a copy. */
function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer, byteLength } = bytes;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) return buffer;
  return new Uint8Array(bytes).buffer;
}
