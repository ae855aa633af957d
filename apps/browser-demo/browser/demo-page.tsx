import { useEffect, useState } from 'preact/hooks';
import { FilmPicker } from './film-picker.js';
import type { EngineName, Film } from './messages.js';
import { Recommendations } from './recommendations.js';
import { TrainingPanel } from './training-panel.js';
import { useWorker } from './use-worker.js';

/** Four steps: data, training, films, recommendations. */
export function DemoPage() {
  const [engine, setEngine] = useState<EngineName>('onnx');
  const [picked, setPicked] = useState<readonly Film[]>([]);
  const [state, { train, stop, recommend }] = useWorker(engine);
  const { loaded, training, measured } = state;

  // A new list after each film, after each measurement and at the end of a training.
  useEffect(() => {
    if (loaded !== undefined) recommend(picked.map(({ id }) => id));
  }, [loaded, picked, training, measured.length, recommend]);

  return (
    <>
      <header>
        <h1>A recommender, trained in this page</h1>
        <p class="lead">
          Your browser reads TFRecords of film sessions, trains BERT4Rec on them, and recommends
          films after those that you pick. Nothing that you do here leaves your machine.
        </p>
      </header>
      <main>
        {state.failure !== undefined && (
          <p class="warning" role="alert">
            This did not work: {state.failure}
          </p>
        )}
        <section class="card" aria-labelledby="data-title">
          <h2 id="data-title">1. The data</h2>
          <p role="status">
            {loaded === undefined ? (
              'Reading the sample…'
            ) : (
              <>
                <strong>{count(loaded.users)}</strong> people watched{' '}
                <strong>{count(loaded.events)}</strong> times one of{' '}
                <strong>{count(loaded.films.length)}</strong> films.
              </>
            )}
          </p>
          <p class="soft small">
            MovieLens, small, by <a href="https://grouplens.org/datasets/movielens/">GroupLens</a>,
            with the films that at least five people watched. F. M. Harper and J. A. Konstan. 2015.
            The MovieLens Datasets. <cite>ACM TiiS</cite> 5, 4.{' '}
            <a href="https://doi.org/10.1145/2827872">doi</a>
          </p>
        </section>
        <TrainingPanel
          state={state}
          engine={engine}
          onEngine={setEngine}
          onTrain={train}
          onStop={stop}
        />
        <div class="columns">
          <FilmPicker
            films={loaded?.films ?? []}
            picked={picked}
            onPick={(film) => setPicked([...picked.filter(({ id }) => id !== film.id), film])}
            onRemove={(film) => setPicked(picked.filter(({ id }) => id !== film.id))}
          />
          <Recommendations recommended={state.recommended} picked={picked} />
        </div>
      </main>
    </>
  );
}

function count(value: number): string {
  return value.toLocaleString('en');
}
