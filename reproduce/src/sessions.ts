import { rmSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { readJson, writeJson } from './json-file.js';
import { type Machine, machineSchema } from './machine.js';
import { Problem } from './problem.js';
import type { ProcessUse } from './watched-process.js';

const session = z.object({
  startedAt: z.iso.datetime(),
  seconds: z.number(),
  cpuSeconds: z.number().optional(),
  peakRssMib: z.number().optional(),
  machine: machineSchema,
});

const sessionsFile = z.object({
  /** The settings of the run. To resume a run, they must be equal. */
  settings: z.unknown(),
  sessions: z.array(session),
});

/** One stretch of a run, from a start to the end or to a kill. */
export type Session = z.infer<typeof session>;

/** The time and memory of a run over all its sessions, kept in a file beside the run's directory. */
export class Sessions {
  readonly #file: string;
  readonly #settings: unknown;
  #sessions: readonly Session[];

  private constructor(file: string, settings: unknown, sessions: readonly Session[]) {
    this.#file = file;
    this.#settings = settings;
    this.#sessions = sessions;
  }

  /** Opens the sessions of the run at `run`. Throws if the run began with other settings. */
  static open(run: string, settings: unknown): Sessions {
    const file = `${run}.sessions.json`;
    const value = readJson(file);
    if (value === undefined) return new Sessions(file, settings, []);
    const known = sessionsFile.parse(value);
    if (!isDeepStrictEqual(known.settings, settings)) {
      throw new Problem(`${run} has other settings: start again with --fresh, which removes it`);
    }
    return new Sessions(file, settings, known.sessions);
  }

  /** Removes a run and its sessions. */
  static forget(run: string): void {
    rmSync(run, { recursive: true, force: true });
    rmSync(`${run}.sessions.json`, { force: true });
  }

  get all(): readonly Session[] {
    return this.#sessions;
  }

  /** Starts a session. Call the returned function from time to time with the resources used so far. */
  async begin(machine: Machine): Promise<(use: ProcessUse) => Promise<void>> {
    const before = this.#sessions;
    const startedAt = new Date().toISOString();
    const keep = async ({ seconds, cpuSeconds, peakRssMib }: ProcessUse) => {
      const known = {
        ...(cpuSeconds === undefined ? {} : { cpuSeconds: Math.round(cpuSeconds) }),
        ...(peakRssMib === undefined ? {} : { peakRssMib }),
      };
      this.#sessions = [...before, { startedAt, seconds: Math.round(seconds), ...known, machine }];
      await writeJson(this.#file, { settings: this.#settings, sessions: this.#sessions });
    };
    await keep({ seconds: 0, cpuSeconds: undefined, peakRssMib: undefined });
    return keep;
  }
}
