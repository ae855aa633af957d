import type { ReadOptions, UserDetails } from '../source.js';
import { positionsOf } from '../text/columns.js';
import { FieldError, integerId, readValue } from '../text/field.js';
import { type RowReader, readRows, type TableFormat } from '../text/read-rows.js';
import { knownText } from './kuaishou.js';

/** The columns that hold counts. All others hold classes, even those written as numbers. */
const COUNTS = ['follow_user_num', 'fans_user_num', 'friend_user_num', 'register_days'] as const;

/** The user features of KuaiRec and KuaiRand: each column becomes an attribute with the column's name. */
export function readUserFeatures(
  file: string,
  csv: TableFormat,
  options: ReadOptions = {},
): AsyncIterable<readonly UserDetails[]> {
  return readRows([file], csv, openFeatures, options);
}

function openFeatures(header: readonly string[], file: string): RowReader<UserDetails> {
  const { user_id: idAt } = positionsOf(['user_id', 'user_active_degree', ...COUNTS], header, file);
  const isCount = header.map((name) => (COUNTS as readonly string[]).includes(name));
  return (fields) => {
    if (fields.length !== header.length) {
      throw new FieldError(`expected ${header.length} fields, got ${fields.length}`);
    }
    const attributes: Record<string, string | number> = {};
    header.forEach((name, i) => {
      const text = fields[i] ?? '';
      const value = isCount[i] ? readValue(text, name) : knownText(text);
      if (i !== idAt && value !== undefined) attributes[name] = value;
    });
    return { id: integerId(fields[idAt] ?? '', 'user_id'), attributes };
  };
}
