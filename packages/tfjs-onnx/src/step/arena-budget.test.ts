import { describe, expect, it } from 'vitest';
import { ArenaBudget } from './arena-budget.js';

describe('ArenaBudget', () => {
  it('gives arenas while all of them together are within the limit', () => {
    const arenas = new ArenaBudget(100);
    const programs = [60, 50, 40, 1].map((arenaBytes) => ({ arenaBytes }));
    const given = programs.map((program) => arenas.loadsFor(program));
    expect(given).toEqual(
      [true, false, true, false].map((arena, i) => [{ program: programs[i], arena }]),
    );
    expect(programs.map((program) => arenas.loadsFor(program))).toEqual([[], [], [], []]);
  });

  it('gives the only program one beyond the limit in its third run, and takes it back for a second', () => {
    const arenas = new ArenaBudget(100);
    const first = { arenaBytes: 101 };
    const second = { arenaBytes: 80 };
    const third = { arenaBytes: 30 };
    expect([1, 2, 3, 4].map(() => arenas.loadsFor(first))).toEqual([
      [{ program: first, arena: false }],
      [],
      [{ program: first, arena: true }],
      [],
    ]);
    expect(arenas.loadsFor(second)).toEqual([
      { program: first, arena: false },
      { program: second, arena: true },
    ]);
    expect(arenas.loadsFor(third)).toEqual([{ program: third, arena: false }]);
    expect([1, 2, 3, 4].flatMap(() => arenas.loadsFor(first))).toEqual([]);
  });

  it('gives the first program no arena beyond the limit where a second comes soon', () => {
    const arenas = new ArenaBudget(100);
    const first = { arenaBytes: 101 };
    const second = { arenaBytes: 102 };
    expect(
      [first, second, first, first, first].flatMap((program) => arenas.loadsFor(program)),
    ).toEqual([
      { program: first, arena: false },
      { program: second, arena: false },
    ]);
  });
});
