import { expect, test } from 'vitest';
import { listFormat } from './list-format.js';

const recommendations = [
  { item: 'tt1', index: 1, title: 'Good, the "Bad"', score: 2.5 },
  { item: 7, index: 2, score: -1 },
];

test('JSONL holds a document for each user', () => {
  const { header, lines } = listFormat('out/List.JSONL');
  expect(header).toBe('');
  expect(lines('ann', recommendations)).toBe(
    '{"user":"ann","recommendations":[{"id":"tt1","title":"Good, the \\"Bad\\"","score":2.5},{"id":7,"score":-1}],"fallback":null}\n',
  );
  expect(lines(3, [], 'popularity')).toBe(
    '{"user":3,"recommendations":[],"fallback":"popularity"}\n',
  );
});

test('CSV holds a row for each recommendation, with quotes where needed', () => {
  const { header, lines } = listFormat('list.csv');
  expect(header + lines('a\nb', recommendations)).toBe(
    'user,rank,item,score,title,fallback\n"a\nb",1,tt1,2.5,"Good, the ""Bad""",\n"a\nb",2,7,-1,,\n',
  );
  expect(lines(1, recommendations.slice(1), 'popularity')).toBe('1,1,7,-1,,popularity\n');
});

test('another extension is refused', () => {
  expect(() => listFormat('list.txt')).toThrow(
    'list.txt: recommendations are written as .jsonl or .csv, got .txt',
  );
  expect(() => listFormat('list')).toThrow('got no extension');
});
