import {
  decodeSequenceExample,
  type Feature,
  type FeatureKind,
  TFRecordError,
} from '@org/tfrecord';
import { readRecordBytes } from './read-record-bytes.js';

/** Enough records: more would rarely show another feature, and would delay the reading. */
const MAX_RECORDS = 1000;
const MAX_BYTES = 4 * 1024 * 1024;

/** A feature of the sampled records. */
export interface SampledFeature {
  /** The kind of its first values; `'none'` if it has none. */
  kind: FeatureKind;
  /** Whether it is a feature list of a tf.SequenceExample. */
  isList: boolean;
  /** The largest number of values in one record. */
  most: number;
}

/** The features of the first records of the first file that has any, by name, in the order of their names. */
export async function sampleFeatures(
  files: readonly string[],
): Promise<ReadonlyMap<string, Readonly<SampledFeature>>> {
  const features = new Map<string, SampledFeature>();
  for (const file of files) {
    let records = 0;
    let bytes = 0;
    // The later reading reports damage.
    for await (const { record } of readRecordBytes(file, {}, 'skip')) {
      addRecord(record, features);
      records += 1;
      bytes += record.length;
      if (records === MAX_RECORDS || bytes > MAX_BYTES) break;
    }
    if (records > 0) break;
  }
  return new Map([...features].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function addRecord(record: Uint8Array, features: Map<string, SampledFeature>): void {
  const add = (name: string, lists: readonly Feature[], isList: boolean): void => {
    const known = features.get(name) ?? { kind: 'none', isList, most: 0 };
    const values = lists.reduce((sum, list) => sum + list.values.length, 0);
    const first = lists.find((list) => list.values.length > 0);
    if (known.kind === 'none' && first !== undefined) known.kind = first.kind;
    known.most = Math.max(known.most, values);
    known.isList ||= isList;
    features.set(name, known);
  };
  try {
    // A tf.Example is read as a tf.SequenceExample without lists.
    const { context, featureLists } = decodeSequenceExample(record, { int64: 'bigint' });
    for (const [name, feature] of context) add(name, [feature], false);
    for (const [name, steps] of featureLists) add(name, steps, true);
  } catch (error) {
    if (!(error instanceof TFRecordError)) throw error;
  }
}
