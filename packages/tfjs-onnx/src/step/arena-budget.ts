/** The limit for all arenas of one lane's programs together, as `sessionBytes` counts them. */
const MOST_BYTES = 64 * 2 ** 20;

/** After this many runs, the only program so far counts as the only one. */
const RUNS_ALONE = 3;

/** A program to load, or to load again, and whether its session keeps its memory between runs. */
export interface ProgramLoad<Program> {
  readonly program: Program;
  readonly arena: boolean;
}

/**
 * Decides which programs of a lane have an arena, which keeps memory between runs. A lane runs one program at a time, so
 * all other arenas are idle, and a training whose batches have many lengths would keep one arena per length.
 *
 * A program gets an arena if all arenas together stay within the limit. There is one exception, because large programs
 * run a quarter faster with an arena: a first program beyond the limit gets one in its third run, and loses it when
 * there is a second program.
 */
export class ArenaBudget<Program extends { readonly arenaBytes: number }> {
  readonly #limit: number;
  readonly #known = new Set<Program>();
  #bytes = 0;
  /** The first program, if its arena exceeds the limit and there is no other program. */
  #alone: { readonly program: Program; runs: number } | undefined;

  constructor(limit: number = MOST_BYTES) {
    this.#limit = limit;
  }

  /** The programs to load before this run of `program`. */
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
