import {
  decodeSequenceExample,
  type Feature,
  type FeatureKind,
  TFRecordError,
} from '@org/tfrecord';
import { readRecordBytes } from './read-record-bytes.js';

/** More records would hardly show another feature, and reading them takes time before anything is read for real. */
const MAX_RECORDS = 1000;
const MAX_BYTES = 4 * 1024 * 1024;

/** What is known of a feature from some records. */
export interface SampledFeature {
  /** Of its first values; `'none'` where it never has any. */
  kind: FeatureKind;
  /** Whether it stands in the feature lists of a tf.SequenceExample. */
  isList: boolean;
  /** The most values that a record has of it. */
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
    // Damage is reported by the reading proper.
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
    // A tf.Example reads as a tf.SequenceExample without lists.
    const { context, featureLists } = decodeSequenceExample(record, { int64: 'bigint' });
    for (const [name, feature] of context) add(name, [feature], false);
    for (const [name, steps] of featureLists) add(name, steps, true);
  } catch (error) {
    if (!(error instanceof TFRecordError)) throw error;
  }
}
