import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runForJson } from '../child-process.js';
import type { NamedConfiguration } from './configuration.js';
import type { Contender } from './contender.js';

/** Both sides' losses over steps from the same weights, on the same batch, dropout off. */
export interface Parity {
  readonly ours: readonly number[];
  readonly torch: readonly number[];
  readonly largestDifference: number;
}

const TOLERANCE = 1e-4;
/** The first loss compares the forward pass; later losses also compare the gradients and Adam. */
const STEPS = 3;

/** @throws Error if the losses differ by more than 1e-4: comparing the speed of different models says nothing. */
export async function checkParity(
  configuration: NamedConfiguration,
  { ours, torch, threads }: { ours: Contender; torch: Contender; threads: number },
): Promise<Parity> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-engine-'));
  try {
    const run = { steps: STEPS, threads, parity: join(directory, 'weights.safetensors') };
    const lossesOf = async (contender: Contender) => {
      const result = await runForJson(contender.command(configuration, run));
      return (result as { losses: number[] }).losses;
    };
    const found = { ours: await lossesOf(ours), torch: await lossesOf(torch) };
    const differences = found.ours.map((loss, i) =>
      Math.abs(loss - (found.torch[i] ?? Number.NaN)),
    );
    const largestDifference = Math.max(...differences);
    if (!(largestDifference <= TOLERANCE)) {
      throw new Error(
        `configuration ${configuration.name}: the losses of ours and of PyTorch differ by ${largestDifference}, more than ${TOLERANCE}: ${JSON.stringify(found)}`,
      );
    }
    return { ...found, largestDifference };
  } finally {
    await rm(directory, { recursive: true });
  }
}
