import { SeqrecDataError } from '@org/seqrec-data';
import { expect, test } from 'vitest';
import { messageForPeople, spellFlags } from './spell-flags.js';

test('options of the data package are written as the flags that set them', () => {
  expect(
    spellFlags([
      { option: 'onBadRow', value: 'skip' },
      { option: 'columns.value', value: 'my rating' },
      { option: 'header', value: false },
      { option: 'ids', value: 'string' },
    ]),
  ).toBe("--bad-rows skip --rating-column 'my rating' --no-header --ids string");
});

test('an error advises in flags where it advises options, and says its message otherwise', () => {
  const advice = ['read ids as texts with ', [{ option: 'ids', value: 'string' }]] as const;
  const error = new SeqrecDataError('bad-row', 'a.csv:3: the id is no number', { advice });
  expect(messageForPeople(error)).toBe(
    'a.csv:3: the id is no number; read ids as texts with --ids string',
  );
  expect(messageForPeople(new Error('no space'))).toBe('no space');
  expect(messageForPeople('gone')).toBe('gone');
});
