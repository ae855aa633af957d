import Table from 'cli-table3';

export interface TableOptions {
  /** The indices of right-aligned columns. Default: all but the first. */
  readonly right?: readonly number[];
}

/** A plain table: a head, a rule, rows. Cells are ready to print. */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  options: TableOptions = {},
): string {
  const right = options.right ?? head.map((_, column) => column).slice(1);
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (right.includes(column) ? 'right' : 'left')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      right: '',
      middle: '  ',
      mid: '',
      'mid-mid': '',
      'left-mid': '',
      'right-mid': '',
    },
  });
  table.push(...rows.map((row) => [...row]));
  const lines = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  const width = Math.max(...lines.map((line) => line.length));
  return [lines[0] ?? '', '─'.repeat(width), ...lines.slice(1)].join('\n');
}
