/** Events by row: those of row r are `events[offsets[r]]` to `events[offsets[r + 1] - 1]`. */
export interface GroupedEvents {
  readonly offsets: Int32Array;
  readonly events: Int32Array;
}

/** Groups events by a column; the events of a row keep their order. */
export function groupBy(events: Int32Array, column: Int32Array, rows: number): GroupedEvents {
  const offsets = new Int32Array(rows + 1);
  for (const event of events) {
    const next = (column[event] as number) + 1;
    offsets[next] = (offsets[next] as number) + 1;
  }
  for (let row = 0; row < rows; row += 1) {
    offsets[row + 1] = (offsets[row + 1] as number) + (offsets[row] as number);
  }
  const places = offsets.slice();
  const grouped = new Int32Array(events.length);
  for (const event of events) {
    const row = column[event] as number;
    const place = places[row] as number;
    grouped[place] = event;
    places[row] = place + 1;
  }
  return { offsets, events: grouped };
}

/** The events of a row; a view. */
export function rowOf({ offsets, events }: GroupedEvents, row: number): Int32Array {
  return events.subarray(offsets[row], offsets[row + 1]);
}
