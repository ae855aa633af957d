import { type Interaction, isExternalId, type Source } from '@org/seqrec-data';
import { CliError } from '../program/cli-error.js';

/** How a column of ids is kept: a file has one type for all. */
export type IdColumn = 'integer' | 'text';

/** Which columns a file needs for the interactions of a source. */
export interface InteractionColumns {
  readonly user: IdColumn;
  readonly item: IdColumn;
  /** Absent where no interaction has one. */
  readonly timestamp?: 'integer' | 'real';
  readonly session?: IdColumn;
  readonly value: boolean;
  readonly disliked: boolean;
}

/**
 * The columns of interactions.
 *
 * @throws CliError `failure` where ids are both numbers and texts, or only some interactions have a time or a session: no
 * column holds both.
 */
export class ColumnSurvey {
  #rows = 0;
  #times = 0;
  #sessions = 0;
  #fractions = false;
  #value = false;
  #disliked = false;
  readonly #types = {
    user: new Set<IdColumn>(),
    item: new Set<IdColumn>(),
    session: new Set<IdColumn>(),
  };

  add({ user, item, timestamp, value, session, disliked }: Interaction): void {
    this.#rows += 1;
    this.#types.user.add(columnOf(user));
    this.#types.item.add(columnOf(item));
    if (timestamp !== undefined) {
      this.#times += 1;
      this.#fractions ||= !Number.isInteger(timestamp);
    }
    if (session !== undefined) {
      this.#sessions += 1;
      this.#types.session.add(columnOf(session));
    }
    this.#value ||= value !== undefined;
    this.#disliked ||= disliked === true;
  }

  columns(): InteractionColumns {
    if (this.#rows === 0) throw new CliError('failure', 'the data holds no interactions to write');
    this.#requireAll(this.#times, 'a time');
    this.#requireAll(this.#sessions, 'a session');
    return {
      user: this.#one('user'),
      item: this.#one('item'),
      ...(this.#times > 0 && { timestamp: this.#fractions ? 'real' : 'integer' }),
      ...(this.#sessions > 0 && { session: this.#one('session') }),
      value: this.#value,
      disliked: this.#disliked,
    };
  }

  #one(of: 'user' | 'item' | 'session'): IdColumn {
    const [type = 'text', other] = this.#types[of];
    if (other === undefined) return type;
    throw new CliError(
      'failure',
      `ids of ${of}s are numbers and texts, 5 and "5" being two ${of}s, and a file holds one type: give all of them one type`,
    );
  }

  #requireAll(count: number, what: string): void {
    if (count === 0 || count === this.#rows) return;
    throw new CliError(
      'failure',
      `${count} of ${this.#rows} interactions have ${what}, and a file needs it of all or of none`,
    );
  }
}

/** Reads a source once to see what columns its interactions need. */
export async function interactionColumns(source: Source): Promise<InteractionColumns> {
  const survey = new ColumnSurvey();
  for await (const block of source.interactions()) for (const one of block) survey.add(one);
  return survey.columns();
}

function columnOf(id: unknown): IdColumn {
  if (!isExternalId(id)) throw new TypeError(`${String(id)} is not an id`);
  return typeof id === 'number' ? 'integer' : 'text';
}
