import { type Catalogue, type EvaluationSet, recommend, type Scorer } from '@org/seqrec-data';
import type { Example } from './job.js';

const shownEvents = 5;

/**
 * The first held-out user with a history of some length, and what the model recommends to them. Nothing is chosen to
 * look good: the user is the same whatever the model.
 */
export async function exampleOf(
  scorer: Scorer,
  catalogue: Catalogue,
  set: EvaluationSet,
): Promise<Example | undefined> {
  const user = firstUser(set);
  if (user === undefined) return undefined;
  const history = Array.from(set.history(user), (index) => catalogue.item(index));
  const target = set.targets(user)[0] ?? 0;
  const { recommendations } = await recommend(
    scorer,
    catalogue,
    history.map(({ id }) => id),
  );
  const name = (index: number) => {
    const { title, id } = catalogue.item(index);
    return title ?? String(id);
  };
  return {
    history: history.slice(-shownEvents).map(({ index }) => name(index)),
    earlier: Math.max(0, history.length - shownEvents),
    target: { index: target, title: name(target) },
    recommendations,
  };
}

function firstUser(set: EvaluationSet): number | undefined {
  if (set.size === 0) return undefined;
  for (let user = 0; user < set.size; user += 1) {
    if (set.history(user).length >= shownEvents) return user;
  }
  return 0;
}
