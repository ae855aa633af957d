interface Output {
  readonly output_type: string;
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, string | readonly string[]>>;
}

interface CodeCell {
  readonly source: string;
  /** What it printed. */
  readonly lines: readonly string[];
  /** What screen readers read of its charts: title, axes, and the values of each mark. */
  readonly labels: readonly string[];
}

/** Numbers with a decimal point may differ by this, and those above 1 by this share: processors round differently. */
const TOLERANCE = 0.01;

/**
 * What differs between the outputs of two notebooks: a line that a cell printed, or a value or an axis of a chart. Films
 * that the model recommends depend on its last digits, so more than half of them have to be the same.
 */
export function outputProblems(committed: string, executed: string): readonly string[] {
  const [expected, received] = [codeCells(committed), codeCells(executed)];
  if (expected.length !== received.length) {
    return [`${received.length} cells ran, but the notebook has ${expected.length}`];
  }
  return expected.flatMap((cell, i) => {
    const other = received[i] ?? cell;
    const ranked = /\brecommend\(/.test(cell.source);
    return [
      ...(ranked ? rankedProblems(cell.lines, other.lines) : lineProblems(cell.lines, other.lines)),
      ...lineProblems(cell.labels, other.labels),
    ].map((problem) => `code cell ${i + 1}: ${problem}`);
  });
}

function codeCells(notebook: string): readonly CodeCell[] {
  const { cells } = JSON.parse(notebook) as {
    cells: readonly { cell_type: string; source: readonly string[]; outputs?: readonly Output[] }[];
  };
  return cells
    .filter(({ cell_type }) => cell_type === 'code')
    .map(({ source, outputs = [] }) => ({
      source: joined(source),
      lines: outputs
        .map(({ text = '' }) => joined(text))
        .join('')
        .split('\n'),
      labels: outputs.flatMap(({ data = {} }) => labelsOf(joined(data['image/svg+xml'] ?? ''))),
    }));
}

function joined(text: string | readonly string[]): string {
  return typeof text === 'string' ? text : text.join('');
}

function labelsOf(svg: string): readonly string[] {
  return [...svg.matchAll(/ aria-label="([^"]*)"/g)].map(([, label = '']) => label);
}

function lineProblems(expected: readonly string[], received: readonly string[]): readonly string[] {
  const count = Math.max(expected.length, received.length);
  return Array.from({ length: count }, (_, i) => [expected[i], received[i]] as const)
    .filter(([line, other]) => line === undefined || other === undefined || !alike(line, other))
    .map(([line, other]) => `expected ${quoted(line)}, received ${quoted(other)}`);
}

function rankedProblems(
  expected: readonly string[],
  received: readonly string[],
): readonly string[] {
  const common = received.filter((line) => line !== '' && expected.includes(line)).length;
  const enough = received.length === expected.length && common > (expected.length - 1) / 2;
  return enough
    ? []
    : [`expected most of ${expected.join(' | ')}, received ${received.join(' | ')}`];
}

/** Whether two lines have the same words and whole numbers, and other numbers within the tolerance. */
function alike(line: string, other: string): boolean {
  const decimal = /\d+\.\d+/g;
  if (line.replaceAll(decimal, '·') !== other.replaceAll(decimal, '·')) return false;
  const numbers = [line, other].map((text) => (text.match(decimal) ?? []).map(Number));
  const [expected = [], received = []] = numbers;
  return expected.every(
    (number, i) =>
      Math.abs(number - (received[i] ?? Number.NaN)) <= TOLERANCE * Math.max(1, number),
  );
}

function quoted(line: string | undefined): string {
  return line === undefined ? 'nothing' : `'${line}'`;
}
