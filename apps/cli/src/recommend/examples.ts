import type { ExampleItem, ExampleRecord } from '@org/evaluation';
import {
  type Catalogue,
  type EvaluationSet,
  type ExternalId,
  recommendBatch,
  type Scorer,
} from '@org/seqrec-data';

export interface ExampleOptions {
  readonly catalogue: Catalogue;
  /** The user ids of the split sequences, by row. */
  readonly userIds: readonly ExternalId[];
  readonly excludeSeen: boolean;
}

const exampleCount = 6;
/** The fewest events of an example's history, if possible. */
const wantedEvents = 5;
const keptEvents = 10;

/**
 * A scorer's recommendations for a few held-out users: the first with a long enough history, and others at even
 * distances. The choice does not depend on the model.
 */
export async function exampleRecommendations(
  scorer: Scorer,
  set: EvaluationSet,
  { catalogue, userIds, excludeSeen }: ExampleOptions,
): Promise<ExampleRecord[]> {
  const users = exampleUsers(
    Array.from({ length: set.size }, (_, user) => set.history(user).items.length),
  );
  const items = (indices: Int32Array): ExampleItem[] =>
    Array.from(indices, (index) => {
      const { id, title } = catalogue.item(index);
      return { id, ...(title === undefined ? {} : { title }) };
    });
  const histories = users.map((user) => items(set.history(user).items));
  const results = await recommendBatch(
    scorer,
    catalogue,
    users.map((user, place) => {
      const { timestamps } = set.history(user);
      return {
        items: (histories[place] ?? []).map(({ id }) => id),
        ...(timestamps && { timestamps: Array.from(timestamps, Number) }),
      };
    }),
    { excludeSeen },
  );
  return users.map((user, place): ExampleRecord => {
    const history = histories[place] ?? [];
    return {
      user: userIds[set.user(user)] as ExternalId,
      historyLength: history.length,
      history: history.slice(-keptEvents),
      targets: items(set.targets(user)),
      recommendations: (results[place]?.recommendations ?? []).map(({ item, title }) => ({
        id: item,
        ...(title === undefined ? {} : { title }),
      })),
    };
  });
}

/** The users of the examples, in ascending order, by the lengths of the histories of all users. */
export function exampleUsers(lengths: readonly number[]): number[] {
  const all = Array.from(lengths.keys());
  const long = all.filter((user) => (lengths[user] ?? 0) >= wantedEvents);
  const users = long.length > 0 ? long : all;
  const count = Math.min(exampleCount, users.length);
  return Array.from(
    { length: count },
    (_, place) => users[Math.floor((place * users.length) / count)] as number,
  );
}
