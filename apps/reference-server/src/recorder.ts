import type { ExternalId } from '@org/seqrec-data';
import { type AssignedModel, callerWithin } from '@org/serving';
import { answerAll } from './answer.js';
import type { ItemHost } from './item-host.js';
import type { AnsweredRequest } from './prepare-request.js';
import type { Reranker } from './ratings/reranked-model.js';
import type { RecommendationLog } from './recommendation-log.js';
import type { Recommendations } from './schemas.js';
import type { Telemetry } from './telemetry.js';

export interface RecorderOptions {
  readonly log: RecommendationLog;
  /** Milliseconds that a shadow may take. */
  readonly requestTimeout: number;
  readonly telemetry: Telemetry;
}

/** An answer that was given. */
export interface GivenAnswer {
  readonly assigned: AssignedModel;
  readonly items: ItemHost;
  /** Orders lists again. */
  readonly reranker: Reranker | undefined;
  readonly request: AnsweredRequest;
  readonly result: Recommendations;
  readonly user: ExternalId | undefined;
  /** Milliseconds that the model and the queue before it took. */
  readonly ms: number;
}

/** Shadows that compute at once at the most; further answers go without. */
const MAX_SHADOWS = 32;

/** Logs what was recommended, and lets shadows compute after the answer was given. */
export class Recorder {
  readonly log: RecommendationLog;
  readonly #options: RecorderOptions;
  #shadows = 0;

  constructor(options: RecorderOptions) {
    this.log = options.log;
    this.#options = options;
  }

  record(answer: GivenAnswer): void {
    const { assigned, result, user, ms } = answer;
    const { model, experiment } = assigned;
    this.log.write({
      ...{ kind: 'recommended', id: result.recommendationId, time: Date.now() },
      ...(user !== undefined && { user }),
      ...{ model: model.name, version: model.version },
      ...(experiment && { experiment: experiment.name, arm: experiment.arm }),
      items: result.recommendations.map(({ id }) => id),
      ...propensitiesOf(result),
      ms: rounded(ms),
    });
    if (assigned.shadow === undefined) return;
    if (this.#shadows >= MAX_SHADOWS) {
      this.#options.telemetry.shadows.inc({ result: 'skipped' });
      return;
    }
    this.#shadows += 1;
    // The answer is written first.
    setImmediate(() => {
      this.#shadow(answer, assigned.shadow as Shadow).finally(() => {
        this.#shadows -= 1;
      });
    });
  }

  async #shadow(
    { items, reranker, request, result }: GivenAnswer,
    { model, ...shadow }: Shadow,
  ): Promise<void> {
    const { requestTimeout, telemetry } = this.#options;
    try {
      const start = performance.now();
      const [other] = await answerAll({ items, reranker, caller: callerWithin(requestTimeout) }, [
        // Nobody sees explanations, and they may take 20 times as many histories as the list.
        { model, request: { ...request, explain: 0 } },
      ]);
      this.log.write({
        ...{ kind: 'shadow', id: result.recommendationId, time: Date.now(), ...shadow },
        version: model.version,
        items: other?.recommendations.map(({ id }) => id) ?? [],
        ms: rounded(performance.now() - start),
      });
      telemetry.shadows.inc({ result: 'computed' });
    } catch {
      // It may know other items, or be busy; nobody waits for it.
      telemetry.shadows.inc({ result: 'failed' });
    }
  }
}

/** Where rules explored. */
function propensitiesOf({ recommendations }: Recommendations): { propensities?: number[] } {
  const propensities = recommendations.flatMap(({ propensity }) => propensity ?? []);
  return propensities.length === 0 ? {} : { propensities };
}

type Shadow = NonNullable<AssignedModel['shadow']>;

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
