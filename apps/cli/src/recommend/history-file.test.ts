import { expect, test } from 'vitest';
import { parseHistory } from './history-file.js';

test('lines are ids or titles; blank lines, a BOM and CRLF are ignored', () => {
  expect(parseHistory('\uFEFFHeat (1995)\r\n\r\n 10 \n', 'h.txt')).toEqual(['Heat (1995)', '10']);
});

test('a JSON list keeps numbers and strings apart', () => {
  expect(parseHistory(' [10, "10", "Heat (1995)"]', 'h.json')).toEqual([10, '10', 'Heat (1995)']);
});

test('a value that is not an id is named by its position', () => {
  expect(() => parseHistory('[10, null]', 'h.json')).toThrow(
    'h.json: value 2 is null, expected an id or a title',
  );
  expect(() => parseHistory('[10', 'h.json')).toThrow(/begins like a JSON list/);
});
