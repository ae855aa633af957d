import type { ExternalId, Interaction, Source } from '@org/seqrec-data';
import { type DType, type ExampleSpec, fixedLen, ragged, writeExamples } from '@org/tfrecord';
import { CliError } from '../program/cli-error.js';
import { ColumnSurvey, type IdColumn, type InteractionColumns } from './interaction-columns.js';

/**
 * Writes the interactions of a source as TFRecords of sessions: a `tf.Example` per user, or per session where the source has
 * them, with `user`, `items`, and, where any interaction has one, `timestamps`, `values` and `disliked`; events in order of
 * time. All of them are in memory meanwhile. Returns how many there are.
 *
 * @throws CliError `failure` where TFRecords cannot hold them: times with a fraction, values that some events of a user lack.
 */
export async function writeSessions(path: string, source: Source): Promise<number> {
  const survey = new ColumnSurvey();
  const sessions = new Map<string, Interaction[]>();
  let count = 0;
  for await (const block of source.interactions()) {
    for (const one of block) {
      survey.add(one);
      // `5` and `"5"` are two users.
      const key = JSON.stringify([one.user, one.session]);
      const session = sessions.get(key);
      if (session === undefined) sessions.set(key, [one]);
      else session.push(one);
      count += 1;
    }
  }
  const columns = survey.columns();
  if (columns.timestamp === 'real') {
    throw new CliError(
      'failure',
      'TFRecords hold whole times, and some have a fraction: write a .parquet file',
    );
  }
  await writeExamples(path, specOf(columns), rowsOf(sessions.values(), columns));
  return count;
}

function specOf({
  user,
  item,
  timestamp,
  session,
  value,
  disliked,
}: InteractionColumns): ExampleSpec {
  const ids = (type: IdColumn): DType => (type === 'integer' ? 'int64' : 'string');
  return {
    user: fixedLen([], ids(user)),
    ...(session !== undefined && { session: fixedLen([], ids(session)) }),
    items: ragged(ids(item)),
    ...(timestamp !== undefined && { timestamps: ragged('int64') }),
    ...(value && { values: ragged('float32') }),
    ...(disliked && { disliked: ragged('int64') }),
  };
}

/** One row of the spec; its types are known only when the data was read. */
type SessionRow = Record<string, never>;

function* rowsOf(
  sessions: Iterable<readonly Interaction[]>,
  { timestamp, session, value, disliked }: InteractionColumns,
): Generator<SessionRow> {
  for (const given of sessions) {
    // The sort is stable: events of one time stay in the order of the source.
    const events =
      timestamp === undefined ? given : [...given].sort((a, b) => timeOf(a) - timeOf(b));
    const [first] = events;
    yield {
      user: first?.user,
      ...(session !== undefined && { session: first?.session }),
      items: events.map(({ item }) => item),
      ...(timestamp !== undefined && { timestamps: events.map(timeOf) }),
      ...(value && { values: valuesOf(events, first?.user) }),
      ...(disliked && { disliked: events.map((event) => (event.disliked === true ? 1 : 0)) }),
    } as unknown as SessionRow;
  }
}

function timeOf({ timestamp = Number.NaN }: Interaction): number {
  return timestamp;
}

function valuesOf(events: readonly Interaction[], user: ExternalId | undefined): readonly number[] {
  const values = events.flatMap(({ value }) => value ?? []);
  if (values.length === 0 || values.length === events.length) return values;
  throw new CliError(
    'failure',
    `user ${JSON.stringify(user)} has a value for ${values.length} of ${events.length} events, and TFRecords need it for all or for none: write a .parquet file`,
  );
}
