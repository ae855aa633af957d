import type { FeatureKind } from '@org/tfrecord';
import { setting } from '../../advice.js';
import { SeqrecDataError } from '../../error.js';
import { type ColumnNames, resolveColumns } from '../text/columns.js';
import type { SampledFeature } from './record-sample.js';

/** The feature that holds one part of an interaction. */
export interface RecordPart {
  readonly name: string;
  readonly kind: 'int64' | 'float32' | 'bytes';
}

/** The feature of each role, and whether a record is a list. */
export interface RecordLayout {
  readonly message: 'example' | 'sequence-example';
  readonly user: RecordPart;
  readonly item: RecordPart;
  /** A record has values of it exactly when `isTimed`. */
  readonly timestamp?: RecordPart | undefined;
  readonly isTimed: boolean;
  readonly value?: RecordPart | undefined;
  readonly session?: RecordPart | undefined;
  readonly disliked?: RecordPart | undefined;
  /** Whether each record holds one interaction, or a list of them, which is then a session. */
  readonly isList: boolean;
}

type Role = keyof ColumnNames;

const ID: readonly FeatureKind[] = ['int64', 'bytes'];

const KINDS: Readonly<Record<Role, readonly FeatureKind[]>> = {
  user: ID,
  item: ID,
  session: ID,
  timestamp: ID,
  value: ['float32', 'int64'],
  disliked: ['int64'],
};

const EXPECTED: Readonly<Record<Role, string>> = {
  user: 'an id is an integer or a text',
  item: 'an id is an integer or a text',
  session: 'a session is an integer or a text',
  timestamp:
    'a time is an integer or a text, as 32 bits of a float hold no seconds since 1970 exactly',
  value: 'a value is a number',
  disliked: 'a flag is 0 or 1, an integer',
};

const KIND_NAMES: Readonly<Record<FeatureKind, string>> = {
  int64: 'integers',
  float32: 'floats of 32 bits',
  bytes: 'texts',
  none: 'no values',
};

/** The layout that this project writes, for files without records. */
const DEFAULT_LAYOUT: RecordLayout = {
  message: 'example',
  user: { name: 'userIndex', kind: 'int64' },
  item: { name: 'movieIndices', kind: 'int64' },
  timestamp: { name: 'timestamps', kind: 'int64' },
  isTimed: true,
  isList: true,
};

/**
 * The layout of files with these features. The features of an interaction are the named ones, and for the others those
 * with usual names; one that is not there, or of a kind that does not fit, is an error.
 */
export function recordLayout(
  features: ReadonlyMap<string, Readonly<SampledFeature>>,
  named: Partial<ColumnNames>,
  file: string,
): RecordLayout {
  if (features.size === 0) return DEFAULT_LAYOUT;
  const columns = resolveColumns([...features.keys()], named, file, {
    noun: 'feature',
  });
  const part = (role: Role): RecordPart | undefined => {
    const name = columns[role];
    if (name === undefined) return undefined;
    const kind = features.get(name)?.kind ?? 'none';
    // If no sampled record has a value, later records should have the usual kind.
    if (kind === 'none') return { name, kind: role === 'value' ? 'float32' : 'int64' };
    if (KINDS[role].includes(kind)) return { name, kind };
    throw new SeqrecDataError(
      'bad-file',
      `${file}: feature ${JSON.stringify(name)} holds ${KIND_NAMES[kind]}, but ${EXPECTED[role]}`,
      { file, advice: ['name another with ', [setting(`columns.${role}`, 'NAME')]] },
    );
  };
  const user = part('user') ?? DEFAULT_LAYOUT.user;
  const item = part('item') ?? DEFAULT_LAYOUT.item;
  const { isList: isStep = false, most = 0 } = features.get(item.name) ?? {};
  // In a short file all lists may have one item.
  const isList = isStep || most !== 1 || /s$/i.test(item.name);
  const timestamp = part('timestamp');
  const timesSeen = timestamp === undefined ? 0 : (features.get(timestamp.name)?.most ?? 0);
  // Otherwise times in later records only would be ignored.
  const watched: RecordPart = { name: isList ? 'timestamps' : 'timestamp', kind: 'int64' };
  const sampled = [...features.values()];
  return {
    message: sampled.some((feature) => feature.isList) ? 'sequence-example' : 'example',
    user,
    item,
    timestamp: timestamp ?? (Object.keys(named).length === 0 ? watched : undefined),
    isTimed: named.timestamp !== undefined || timesSeen > 0,
    value: part('value'),
    session: part('session'),
    disliked: part('disliked'),
    isList,
  };
}
