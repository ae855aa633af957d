import { expect, it } from 'vitest';
import {
  formatCatalogue,
  formatUntrainedItems,
  parseCatalogue,
  parseUntrainedItems,
} from './catalogue-lines.js';

const lines = [
  '{"index":1,"id":"heat","title":"Heat (1995)","attributes":{"year":1995,"genre":["Crime"],"by":"Mann"}}',
  '{"index":2,"id":-7}',
  '{"index":3,"id":"__proto__","title":"","attributes":{}}',
];

it('the lines of a catalogue are what they were formatted from', () => {
  const text = `${lines.join('\n')}\n`;
  const untrained = '{"id":"s72","title":"Solaris (1972)"}\n';
  const others = parseUntrainedItems(untrained, 'untrained.jsonl');
  const catalogue = parseCatalogue(text, 'items.jsonl', others);
  expect(formatCatalogue(catalogue)).toBe(text);
  expect(formatUntrainedItems(catalogue)).toBe(untrained);
});

it.each([
  ['no JSON', '{"index":2,"id":'],
  ['null', 'null'],
  ['a list', '[2,"b"]'],
  ['an empty list', '[]'],
  ['a number', '2'],
  ['no index', '{"id":"b"}'],
  ['the index 0', '{"index":0,"id":"b"}'],
  ['an index that is no whole number', '{"index":2.5,"id":"b"}'],
  ['an index that is a text', '{"index":"2","id":"b"}'],
  ['no id', '{"index":2}'],
  ['an empty id', '{"index":2,"id":""}'],
  ['an id that is no whole number', '{"index":2,"id":1.5}'],
  ['an id beyond 2^53', '{"index":2,"id":9007199254740993}'],
  ['the id null', '{"index":2,"id":null}'],
  ['a title that is a number', '{"index":2,"id":"b","title":7}'],
  ['the title null', '{"index":2,"id":"b","title":null}'],
  ['a field that no item has', '{"index":2,"id":"b","price":7}'],
  ['the field __proto__', '{"index":2,"id":"b","__proto__":{}}'],
  ['attributes that are a list', '{"index":2,"id":"b","attributes":[]}'],
  ['attributes that are null', '{"index":2,"id":"b","attributes":null}'],
  ['an attribute that is true', '{"index":2,"id":"b","attributes":{"a":true}}'],
  ['an attribute that is null', '{"index":2,"id":"b","attributes":{"a":null}}'],
  ['an attribute beyond all numbers', '{"index":2,"id":"b","attributes":{"a":1e999}}'],
  ['an attribute with a list of numbers', '{"index":2,"id":"b","attributes":{"a":[1]}}'],
  ['an attribute that is an object', '{"index":2,"id":"b","attributes":{"a":{}}}'],
])('a line that is %s is no item', (_, line) => {
  expect(() => parseCatalogue(`${lines[0]}\n${line}\n`, 'items.jsonl')).toThrow(
    'items.jsonl:2: not an item',
  );
});

it.each([
  ['{"id":"b"}'],
  ['{"id":"","title":"B"}'],
  ['{"index":1,"id":"b","title":"B"}'],
  ['{"id":"b","title":["B"]}'],
])('the line %s is no untrained item', (line) => {
  expect(() => parseUntrainedItems(`${line}\n`, 'untrained.jsonl')).toThrow(
    'untrained.jsonl:1: not an item',
  );
});
