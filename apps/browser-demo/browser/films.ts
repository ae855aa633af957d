import { Catalogue, type Sequences, sequencesFromLists } from '@org/seqrec-data/web';
import { ragged, readExamples } from '@org/tfrecord/web';

/** The films, and who watched which after which. */
export interface Films {
  readonly catalogue: Catalogue;
  /** One sequence of item indices for each user, oldest first. */
  readonly sequences: Sequences;
}

/** A film that fewer users watched is left out: a model can learn little about it, and each film makes a step slower. */
const FEWEST_USERS = 5;

/** A user needs an event to learn from, one for validation and one for the test. */
const FEWEST_EVENTS = 3;

/**
 * Reads sessions from TFRecords and the titles beside them.
 *
 * @param records where each file of records is.
 * @param titles where the titles by film index are.
 */
export async function loadFilms(records: readonly string[], titles: string): Promise<Films> {
  const responses = await Promise.all(records.map((url) => fetch(url)));
  const sessions: (readonly number[])[] = [];
  for await (const { movieIndices } of readExamples(responses, { movieIndices: ragged('int64') })) {
    sessions.push(movieIndices);
  }
  const response = await fetch(titles);
  if (!response.ok) throw new Error(`cannot read ${titles}: status ${response.status}`);
  const titleOf = (await response.json()) as Readonly<Record<number, string>>;
  return filmsOf(sessions, titleOf);
}

/** Films with enough users get the indices 1..V in the order of their ids. */
function filmsOf(
  sessions: readonly (readonly number[])[],
  titleOf: Readonly<Record<number, string>>,
): Films {
  const users = new Map<number, number>();
  for (const session of sessions) {
    for (const film of new Set(session)) users.set(film, (users.get(film) ?? 0) + 1);
  }
  const kept = [...users.keys()]
    .filter((film) => (users.get(film) ?? 0) >= FEWEST_USERS)
    .sort((a, b) => a - b);
  const indexOf = new Map(kept.map((film, place) => [film, place + 1]));
  const lists = sessions
    .map((session) => session.flatMap((film) => indexOf.get(film) ?? []))
    .filter((list) => list.length >= FEWEST_EVENTS);
  return {
    catalogue: new Catalogue(
      kept.map((film, place) => ({
        ...{ index: place + 1, id: film },
        title: titleOf[film] ?? `Film ${film}`,
      })),
    ),
    sequences: sequencesFromLists(lists),
  };
}
