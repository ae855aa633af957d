/** One instruction of a Dockerfile. */
export interface Instruction {
  readonly name: string;
  /** What follows the name, with lines that go on joined. */
  readonly text: string;
}

/** A stage: what it starts from, and what it does. */
export interface Stage {
  readonly name: string;
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

/** Reads the stages of a Dockerfile whose stages all have names. */
export function readStages(text: string): readonly Stage[] {
  const lines = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: { name: string; from: string; instructions: Instruction[] }[] = [];
  for (const line of lines) {
    const [name = '', ...rest] = line.trim().split(/\s+/);
    if (name === 'FROM') {
      const [from = '', , as = ''] = rest;
      stages.push({ name: as, from, instructions: [] });
    } else {
      stages.at(-1)?.instructions.push({ name, text: line.trim().slice(name.length).trim() });
    }
  }
  return stages;
}

/** The words of an instruction in exec form, the only form that the checks accept for what a container runs. */
export function execForm(text: string): readonly string[] {
  if (!text.startsWith('[')) throw new Error(`expected the exec form, got ${text}`);
  return JSON.parse(text);
}
