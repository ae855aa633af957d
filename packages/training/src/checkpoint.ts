import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Fields,
  FileError,
  readError,
  readVersionedJson,
  sha256,
  sweepPartials,
  writeDirectory,
  writeError,
} from '@org/files';
import {
  decodeSafeTensors,
  encodeSafeTensors,
  type SafeTensor,
  SafeTensorsError,
} from '@org/safetensors';
import { z } from 'zod';
import { TrainingError } from './error.js';
import type { RunState } from './run-state.js';

const FORMAT_VERSION = 1;
const STEP_DIRECTORY = /^step-(\d{8,})$/;
const TENSORS = 'tensors.safetensors';
const STATE = 'state.json';

const runStateSchema: z.ZodType<RunState> = z.object({
  step: z.int().nonnegative(),
  epoch: z.int().nonnegative(),
  batch: z.int().nonnegative(),
  epochLoss: z.number(),
  epochWeight: z.number(),
  lastEpochLoss: z.number().optional(),
  evaluations: z.array(
    z.object({
      step: z.int().nonnegative(),
      epoch: z.int().nonnegative(),
      metrics: z.record(z.string(), z.number()),
    } satisfies Fields<RunState['evaluations'][number]>),
  ),
  bestStep: z.int().nonnegative().optional(),
  evaluationsSinceBest: z.int().nonnegative(),
} satisfies Fields<RunState>);

const stateFileSchema = z.object({
  formatVersion: z.literal(FORMAT_VERSION),
  run: runStateSchema,
  /** Everything that the result depends on, so that a resume can refuse another configuration. */
  config: z.record(z.string(), z.unknown()),
  tensors: z.object({ bytes: z.int().nonnegative(), sha256: z.string() }),
});

export interface Checkpoint {
  readonly directory: string;
  readonly run: RunState;
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: ReadonlyMap<string, SafeTensor>;
}

export type CheckpointContent = Omit<Checkpoint, 'directory'>;

/** `step-00001234`. */
export function checkpointName(step: number): string {
  return `step-${String(step).padStart(8, '0')}`;
}

/** Writes a checkpoint, whole or not at all, and returns its directory. */
export async function writeCheckpoint(
  parent: string,
  { run, config, tensors }: CheckpointContent,
): Promise<string> {
  const directory = join(parent, checkpointName(run.step));
  const bytes = encodeSafeTensors(tensors);
  const state = {
    formatVersion: FORMAT_VERSION,
    // Sorts the keys, so that equal states give equal bytes.
    run: runStateSchema.parse(run),
    config,
    tensors: { bytes: bytes.length, sha256: sha256(bytes) },
  };
  await writeDirectory(directory, {
    [TENSORS]: bytes,
    [STATE]: `${JSON.stringify(state, undefined, 2)}\n`,
  });
  return directory;
}

/**
 * Reads one checkpoint and checks that it is whole.
 *
 * @throws FileError `missing`, `not-json`, `version`; TrainingError `corrupt` if the bytes changed since they were
 * written.
 */
export async function readCheckpoint(directory: string): Promise<Checkpoint> {
  const file = join(directory, STATE);
  const value = await readVersionedJson(file, {
    version: FORMAT_VERSION,
    reader: '@org/training',
    renew: 'train again',
  });
  const parsed = stateFileSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new TrainingError(
      'corrupt',
      `${file} is not a checkpoint: ${issue?.path.join('.') || 'it'}: ${issue?.message}`,
      { file, cause: parsed.error },
    );
  }
  const { run, config, tensors: expected } = parsed.data;
  const tensorsFile = join(directory, TENSORS);
  const bytes = await readFile(tensorsFile).catch((cause: unknown) => {
    throw readError(tensorsFile, cause);
  });
  if (bytes.length !== expected.bytes || sha256(bytes) !== expected.sha256) {
    throw new TrainingError(
      'corrupt',
      `${tensorsFile} is not what was written: ${bytes.length} bytes, expected ${expected.bytes} with the hash in ${STATE}`,
      { file: tensorsFile },
    );
  }
  return { directory, run, config, tensors: tensorsOf(bytes, tensorsFile) };
}

function tensorsOf(bytes: Uint8Array, file: string): Checkpoint['tensors'] {
  try {
    return decodeSafeTensors(bytes, file).tensors;
  } catch (cause) {
    if (!(cause instanceof SafeTensorsError)) throw cause;
    throw new TrainingError('corrupt', cause.message, { file, cause });
  }
}

/** The steps of the checkpoints in a directory, oldest first. Empty if the directory does not exist. */
export async function listCheckpoints(parent: string): Promise<readonly number[]> {
  return (await entries(parent))
    .map((name) => STEP_DIRECTORY.exec(name)?.[1])
    .filter((step) => step !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

/** The newest whole checkpoint. `skipped` names newer, damaged ones with the reason. */
export async function newestCheckpoint(
  parent: string,
): Promise<{ checkpoint?: Checkpoint; skipped: readonly string[] }> {
  const skipped: string[] = [];
  for (const step of (await listCheckpoints(parent)).toReversed()) {
    try {
      const checkpoint = await readCheckpoint(join(parent, checkpointName(step)));
      return { checkpoint, skipped };
    } catch (error) {
      const isDamaged = error instanceof TrainingError || error instanceof FileError;
      if (!isDamaged || error.code === 'version') throw error;
      skipped.push(error.message);
    }
  }
  return { skipped };
}

/** Makes the directory if needed, and removes what a killed run left half-written. */
export async function openCheckpointDirectory(parent: string): Promise<void> {
  await mkdir(parent, { recursive: true }).catch((cause: unknown) => {
    throw writeError(parent, cause);
  });
  await sweepPartials(parent);
}

/** Deletes all checkpoints except the `keep` newest and the one of `bestStep`. */
export async function pruneCheckpoints(
  parent: string,
  keep: number,
  bestStep: number | undefined,
): Promise<void> {
  const steps = await listCheckpoints(parent);
  for (const step of steps.slice(0, -keep)) {
    if (step !== bestStep) {
      await rm(join(parent, checkpointName(step)), { recursive: true, force: true });
    }
  }
}

async function entries(parent: string): Promise<readonly string[]> {
  try {
    return await readdir(parent);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
