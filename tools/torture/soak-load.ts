import { Random } from '@org/random';
import type { Answered, HttpClient } from './http-client.js';

const USERS = 200;
const ITEMS = 1000;
/** The most events of a request. */
const EVENTS_AT_ONCE = 1000;

interface SentEvent {
  readonly id: string;
  readonly user: string;
  readonly item: number;
  readonly type: 'view';
}

/** What clients of a shop send: mostly histories and users to answer, some events. The same for the same seed. */
export class SoakLoad {
  /** Ids of the events that were acknowledged, by user. */
  readonly acknowledged = new Map<string, Set<string>>();
  readonly #client: HttpClient;
  readonly #random: Random;
  #number = 0;

  constructor(client: HttpClient, seed: number) {
    this.#client = client;
    this.#random = Random.of(seed, 'soak');
  }

  /** Gives every user so many events, as a shop has that has run for a while. */
  async fill(perUser: number): Promise<void> {
    const events = Array.from({ length: USERS * perUser }, (_, n) =>
      this.#eventOf(userOf(n % USERS)),
    );
    for (let start = 0; start < events.length; start += EVENTS_AT_ONCE) {
      const { status, body } = await this.#sendEvents(events.slice(start, start + EVENTS_AT_ONCE));
      if (status !== 200) throw new Error(`the first events are answered with ${status}: ${body}`);
    }
  }

  async sendOne(): Promise<Answered> {
    const random = this.#random;
    const choice = random.float();
    const user = userOf(random.integer(USERS));
    if (choice < 0.6) {
      const history = Array.from(
        { length: 1 + random.integer(50) },
        () => random.integer(ITEMS) + 300,
      );
      return this.#client.send(
        'POST',
        '/v1/recommendations',
        JSON.stringify({ history, k: 10, user }),
      );
    }
    if (choice < 0.85) {
      return this.#client.send('POST', `/v1/users/${user}/recommendations`, '{"k":10}');
    }
    return this.#sendEvents(
      Array.from({ length: 1 + random.integer(4) }, () => this.#eventOf(user)),
    );
  }

  #eventOf(user: string): SentEvent {
    this.#number += 1;
    return { id: `e-${this.#number}`, user, item: this.#random.integer(ITEMS) + 300, type: 'view' };
  }

  async #sendEvents(events: readonly SentEvent[]): Promise<Answered> {
    const answered = await this.#client.send('POST', '/v1/events', JSON.stringify({ events }));
    if (answered.status === 200) {
      for (const { id, user } of events) {
        const kept = this.acknowledged.get(user) ?? new Set();
        this.acknowledged.set(user, kept);
        kept.add(id);
      }
    }
    return answered;
  }

  /** How many of the acknowledged events the server has not, and how many it has twice. */
  async lost(): Promise<{
    readonly lost: number;
    readonly doubled: number;
    readonly kept: number;
  }> {
    let [lost, doubled, kept] = [0, 0, 0];
    for (const [user, ids] of this.acknowledged) {
      const times = new Map<string, number>();
      for (let after = ''; ; ) {
        const page = await this.#client.send('GET', `/v1/users/${user}?limit=1000${after}`);
        if (page.status !== 200)
          throw new Error(`the export of ${user} is ${page.status}: ${page.body}`);
        const { events, next } = JSON.parse(page.body) as {
          readonly events: readonly { readonly id: string }[];
          readonly next?: string;
        };
        for (const { id } of events) times.set(id, (times.get(id) ?? 0) + 1);
        if (next === undefined) break;
        after = `&after=${next}`;
      }
      kept += ids.size;
      for (const id of ids) if (!times.has(id)) lost += 1;
      for (const count of times.values()) if (count > 1) doubled += 1;
    }
    return { lost, doubled, kept };
  }
}

function userOf(number: number): string {
  return `user-${number}`;
}
