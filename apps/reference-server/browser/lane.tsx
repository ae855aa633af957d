import type { Client, Recommendation, ServedModel } from '@org/client';
import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import './ranking.css';
import { keyOf, labelOf, referenceOf } from './api.js';
import { labelOfModel } from './labels.js';
import { NeighbourList } from './neighbour-list.js';
import { percent, score, seconds } from './number-text.js';
import type { TakeItem } from './take-item.js';
import type { Answer } from './use-answer.js';
import type { Recommended } from './use-recommendations.js';

/** Events with a smaller drop, shown as 0.00, are left out. */
const LEAST_DROP = 0.005;
/** Events that an explanation names. */
const CAUSES = 2;

export interface LaneProps {
  readonly client: Client;
  readonly name: string;
  readonly model: ServedModel;
  /** Those to choose from. */
  readonly models: readonly ServedModel[];
  readonly onModel: (model: ServedModel) => void;
  /** The difference between this list and another one of the same model. */
  readonly note: string | undefined;
  readonly answer: Answer<Recommended>;
  /** The places of items in the other list, if there is one. */
  readonly beside: ReadonlyMap<string, number> | undefined;
  readonly take: TakeItem | undefined;
}

/** The recommendations of one model. */
export function Lane(props: LaneProps) {
  const { client, name, model, models, onModel, note, answer, beside, take } = props;
  const { value, failure, loading } = answer;
  const recommendations = value?.recommendations ?? [];
  const chances = chancesOf(recommendations, value?.fallback === 'popularity');
  const shared = recommendations.filter(({ id }) => beside?.has(keyOf(id))).length;
  return (
    <article class="card lane" aria-label={name} aria-busy={loading}>
      <header class="lane-head">
        {models.length > 1 ? (
          <select
            aria-label={`Model of ${name.toLowerCase()}`}
            value={labelOfModel(model)}
            onChange={(event) => {
              const chosen = models.find((one) => labelOfModel(one) === event.currentTarget.value);
              if (chosen) onModel(chosen);
            }}
          >
            {models.map((one) => (
              <option key={labelOfModel(one)} value={labelOfModel(one)}>
                {labelOfModel(one)}
              </option>
            ))}
          </select>
        ) : (
          <h3>
            <bdi>{labelOfModel(model)}</bdi>
            {note && `, ${note}`}
          </h3>
        )}
        <p class="soft small">
          {value && 'kind' in model && `${model.kind} · `}
          <code>{(value?.model.version ?? model.version ?? '').slice(0, 8)}</code> ·{' '}
          {seconds(answer.seconds)}
          {beside && value && ` · ${shared} in both lists`}
        </p>
      </header>
      {value?.fallback === 'popularity' && (
        <p class="note">Popular items: there is nothing to go by that the model knows.</p>
      )}
      {value?.notices.map((notice) => (
        <p class="note" key={notice}>
          {notice}
        </p>
      ))}
      {failure !== undefined && (
        <p class="warning" role="alert">
          {failure}
        </p>
      )}
      {value && recommendations.length === 0 && <p class="empty">No item is left to recommend.</p>}
      <ol class="ranking">
        {recommendations.map((one, place) => (
          <Row
            key={keyOf(one.id)}
            client={client}
            model={model}
            item={one}
            place={place + 1}
            chance={chances[place] ?? 0}
            beside={beside && (beside.get(keyOf(one.id)) ?? 'none')}
            recommendationId={value?.recommendationId ?? ''}
            take={take}
          />
        ))}
      </ol>
    </article>
  );
}

interface RowProps {
  readonly client: Client;
  readonly model: ServedModel;
  readonly item: Recommendation;
  /** From 1. */
  readonly place: number;
  /** Beside the most probable item, 0..1. */
  readonly chance: number;
  /** The item's place in the other list. */
  readonly beside: number | 'none' | undefined;
  readonly recommendationId: string;
  readonly take: TakeItem | undefined;
}

function Row({ client, model, item, place, chance, beside, recommendationId, take }: RowProps) {
  const [open, setOpen] = useState(false);
  const label = labelOf(item);
  // Without one of the other events the score would not drop.
  const causes = (item.because ?? []).filter(({ drop }) => drop >= LEAST_DROP);
  return (
    <li>
      <span class="place">{place}</span>
      <div class="what">
        {take ? (
          <button
            type="button"
            class="title"
            aria-label={`${take.label} ${label}`}
            onClick={() => take.take(item, recommendationId)}
          >
            <bdi>{label}</bdi>
          </button>
        ) : (
          <span class="title">
            <bdi>{label}</bdi>
          </span>
        )}
        {reasonOf(item) && <span class="reason">{reasonOf(item)}</span>}
        {causes.length > 0 && <Because causes={causes} />}
        <span class="bar" aria-hidden="true">
          <span style={{ width: `${Math.max(chance * 100, 0.5)}%` }} />
        </span>
      </div>
      {beside !== undefined && <Beside place={place} other={beside} />}
      <span class="score">{score(item.score)}</span>
      <button
        type="button"
        class="icon"
        aria-expanded={open}
        aria-label={`Items like ${label}`}
        title="Items like this"
        onClick={() => setOpen(!open)}
      >
        {open ? '−' : '≈'}
      </button>
      {open && (
        <NeighbourList client={client} reference={referenceOf(model)} item={item} take={take} />
      )}
    </li>
  );
}

/** The events of the history that the item is recommended for, each with what the score loses without it. */
function Because({ causes }: { readonly causes: NonNullable<Recommendation['because']> }) {
  return (
    <span class="reason">
      because of{' '}
      {causes.slice(0, CAUSES).map((cause, place) => (
        <Fragment key={keyOf(cause.id)}>
          {place > 0 && ', '}
          <bdi>{labelOf(cause)}</bdi> {cause.drop.toFixed(2)}
        </Fragment>
      ))}
    </span>
  );
}

/** Why rules put the item there. */
function reasonOf({ reason, propensity }: Recommendation): string | undefined {
  const chance =
    propensity === undefined ? '' : `, shown here in ${percent(propensity)} of answers`;
  if (reason === 'promotion') return `promoted${chance}`;
  if (reason === 'exploration') return `explored${chance}`;
  return undefined;
}

/** Where the item is in the other list. */
function Beside({ place, other }: { readonly place: number; readonly other: number | 'none' }) {
  if (other === 'none') {
    return (
      <span class="beside only" title="In this list alone">
        <span aria-hidden="true">+</span>
        <span class="visually-hidden">in this list alone</span>
      </span>
    );
  }
  const move = other - place;
  const arrow = move === 0 ? '=' : move > 0 ? '▲' : '▼';
  return (
    <span class="beside" title={`Place ${other} in the other list`}>
      <span aria-hidden="true">
        {arrow}
        {move !== 0 && Math.abs(move)}
      </span>
      <span class="visually-hidden">place {other} in the other list</span>
    </span>
  );
}

/**
 * How probable each item is beside the most probable one. Scores of a model are logarithms of probabilities up to a
 * constant; those of popularity are counts.
 */
function chancesOf(recommendations: readonly Recommendation[], counts: boolean): number[] {
  const greatest = Math.max(...recommendations.map(({ score }) => score));
  return recommendations.map(({ score }) =>
    counts ? score / (greatest || 1) : Math.exp(score - greatest),
  );
}
