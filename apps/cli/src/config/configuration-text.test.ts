import { expect, test } from 'vitest';
import { configurationText } from './configuration-text.js';
import { withoutComments } from './json-comments.js';

test('a written configuration has the help of each setting and reads as it was', () => {
  const settings = { data: { files: ['a // b.csv'], minEvents: 3 }, training: { epochs: 2 } };
  const text = configurationText(settings, ['Walks']);
  expect(text).toBe(`// Walks
{
  "data": {
    // --data: files or a directory to read, postgres://user@host/database, or a store of events such as sqlite:events.db (default: the shipped sample, MovieLens latest-small)
    "files": ["a // b.csv"],
    // --min-events: leave out sequences with fewer events
    "minEvents": 3
  },
  "training": {
    // --epochs: most passes over the training data
    "epochs": 2
  }
}
`);
  expect(JSON.parse(withoutComments(text))).toEqual(settings);
});

test('comments become blanks, and strings stay as they are', () => {
  const text = '{ /* a\n b */ "x": "http://h/*", // c "y"\n "q": "\\"//" }';
  expect(withoutComments(text)).toBe('{     \n      "x": "http://h/*",         \n "q": "\\"//" }');
  expect(JSON.parse(withoutComments(text))).toEqual({ x: 'http://h/*', q: '"//' });
});
