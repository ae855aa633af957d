/** Arenas of one lane's programs, as `sessionBytes` counts them. */
const MOST_BYTES = 64 * 2 ** 20;

/** Runs in a row after which the only program counts as the only one there will be. */
const RUNS_ALONE = 3;

/** A program to load, in place of the one loaded before, and whether its session keeps its memory between runs. */
export interface ProgramLoad<Program> {
  readonly program: Program;
  readonly arena: boolean;
}

/**
 * Decides which programs of a lane have an arena, which keeps memory between runs. A lane runs one program at a time, so
 * each arena but one lies idle, and a training whose batches have many lengths would keep one for each.
 *
 * Programs have an arena while all arenas together are within the limit. The first may have one beyond it, as large
 * programs run a quarter faster so: it gets it in its third run, and gives it up when there is a second program.
 */
export class ArenaBudget<Program extends { readonly arenaBytes: number }> {
  readonly #limit: number;
  readonly #known = new Set<Program>();
  #bytes = 0;
  /** The first program, where its arena is beyond the limit and there is no other. */
  #alone: { readonly program: Program; runs: number } | undefined;

  constructor(limit: number = MOST_BYTES) {
    this.#limit = limit;
  }

  /** What has to be loaded before this run of a program. */
  loadsFor(program: Program): readonly ProgramLoad<Program>[] {
    const alone = this.#alone;
    if (this.#known.has(program)) {
      if (alone === undefined) return [];
      alone.runs += 1;
      return alone.runs === RUNS_ALONE ? [{ program, arena: true }] : [];
    }
    const arena = this.#bytes + program.arenaBytes <= this.#limit;
    if (arena) this.#bytes += program.arenaBytes;
    this.#alone = this.#known.size === 0 && !arena ? { program, runs: 1 } : undefined;
    this.#known.add(program);
    const load = { program, arena };
    const hadArena = alone !== undefined && alone.runs >= RUNS_ALONE;
    return hadArena ? [{ program: alone.program, arena: false }, load] : [load];
  }
}
