import type { Film, Recommended } from './messages.js';

export interface RecommendationsProps {
  readonly recommended: Recommended | undefined;
  readonly picked: readonly Film[];
}

export function Recommendations({ recommended, picked }: RecommendationsProps) {
  const isCurrent =
    recommended?.history.length === picked.length &&
    picked.every(({ id }, place) => recommended.history[place] === id);
  return (
    <section class="card" aria-labelledby="recommended-title" aria-busy={!isCurrent}>
      <h2 id="recommended-title">4. What to watch next</h2>
      <p class="soft" role="status">
        {recommended === undefined ? 'After the data are read.' : basisOf(recommended)}
      </p>
      <ol class="recommended">
        {recommended?.films.map((film) => (
          <li key={film.id}>{film.title}</li>
        ))}
      </ol>
    </section>
  );
}

function basisOf({ by, history }: Recommended): string {
  if (by === 'model') return 'By your model, after your films.';
  return history.length === 0
    ? 'The most watched films, until you pick some.'
    : 'The most watched films, until you train a model.';
}
