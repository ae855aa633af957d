import type { Child } from 'hono/jsx';

export interface Row {
  readonly head: Child;
  readonly cells: readonly Child[];
  readonly baseline?: boolean;
}

export interface DataTableProps {
  readonly caption: string;
  /** The heads of the columns, that of the row heads first. */
  readonly head: readonly string[];
  readonly rows: readonly Row[];
}

/** A table that scrolls inside its box if it is wider than the page. */
export function DataTable({ caption, head: [corner, ...columns], rows }: DataTableProps) {
  return (
    // A scrolling box must be reachable by keyboard.
    <section class="scroll" aria-label={caption} tabindex={0}>
      <table>
        <caption>
          <span>{caption}</span>
        </caption>
        <thead>
          <tr>
            <th scope="col">{corner}</th>
            {columns.map((column) => (
              <th scope="col">{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ head, cells, baseline }) => (
            <tr class={baseline ? 'baseline' : undefined}>
              <th scope="row">{head}</th>
              {cells.map((cell) => (
                <td>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
