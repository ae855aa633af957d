// The thread of the rating model: it loads the artifact, and answers requests in turn.
import { parentPort, workerData } from 'node:worker_threads';
import type { RatingArtifact } from '@org/bst';
import type {
  RatedItems,
  RatingWorkerMessage,
  RatingWorkerRequest,
  RatingWorkerSettings,
} from './ratings/rating-messages.js';

type Asked = Exclude<RatingWorkerRequest, { stop: true }>;

const port = parentPort;
if (port === null) throw new Error('rating-worker runs as a worker thread only');
const say = (message: RatingWorkerMessage) => port.postMessage(message);

let answerOf: (message: Asked) => Promise<RatedItems> = () =>
  Promise.reject(new Error('the model is not loaded'));
let last = Promise.resolve();
port.on('message', (message: RatingWorkerRequest) => {
  if ('stop' in message) last.then(() => process.exit(0));
  else last = last.then(() => handle(message));
});

async function handle(message: Asked): Promise<void> {
  const { id } = message;
  try {
    say({ kind: 'answer', id, answer: await answerOf(message) });
  } catch (error) {
    const { SeqrecDataError } = await import('@org/seqrec-data');
    const reason = error instanceof Error ? error.message : String(error);
    say({ kind: error instanceof SeqrecDataError ? 'refused' : 'failed', id, reason });
  }
}

async function load({ artifact: directory, engine: name }: RatingWorkerSettings): Promise<void> {
  const { startEngine } = await import('@org/engine');
  const engine = await startEngine({ engine: name, resolveFrom: import.meta.url });
  const { candidatesOf, isReranker, loadRatingArtifact, predictRatings } = await import('@org/bst');
  const { describeUnusable } = await import('@org/seqrec-data');
  const artifact: RatingArtifact = await loadRatingArtifact(directory);
  answerOf = async ({ request }) => {
    const [answer] = await predictRatings(artifact, [request]);
    const { ratings = [], unusable = [] } = answer ?? {};
    return {
      ratings,
      ignored: [...new Set(unusable.map(({ id }) => id))],
      notices: (['history', 'items'] as const).flatMap((part) =>
        describeUnusable(
          unusable
            .filter((one) => one.part === part)
            .map(({ id, resolution }) => ({ id, resolution })),
        ).map((sentence) => `${part}: ${sentence}`),
      ),
    };
  };
  // The first computation makes what later ones use again.
  const [first] = artifact.catalogue.items;
  if (first !== undefined) {
    await predictRatings(artifact, [{ history: [first.id], ratings: [1], items: [first.id] }]);
  }
  const { name: model, version } = artifact.config;
  say({
    kind: 'loaded',
    details: {
      name: model,
      version,
      engine: `${engine.name} ${engine.version} (${engine.device})`,
      reranks: isReranker(artifact),
      candidates: candidatesOf(artifact),
    },
  });
}

try {
  await load(workerData as RatingWorkerSettings);
} catch (error) {
  say({ kind: 'unusable', reason: error instanceof Error ? error.message : String(error) });
}
