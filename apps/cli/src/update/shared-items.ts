import type { Artifact } from '@org/artifact';
import {
  type EvaluationSet,
  type History,
  popularityScorer,
  type Scorer,
  scoreRow,
  tableRows,
  timesAt,
} from '@org/seqrec-data';
import { modelScorer } from '@org/sequence-model';

/** The questions of a set with those targets alone that are admitted; users without one are left out. */
export function withTargets(set: EvaluationSet, admits: (item: number) => boolean): EvaluationSet {
  const kept: { readonly place: number; readonly targets: Int32Array }[] = [];
  for (let place = 0; place < set.size; place += 1) {
    const targets = set.targets(place).filter(admits);
    if (targets.length > 0) kept.push({ place, targets });
  }
  const at = (i: number) => {
    const question = kept[i];
    if (question === undefined) throw new RangeError(`question ${i} is out of range`);
    return question;
  };
  return {
    size: kept.length,
    user: (i) => set.user(at(i).place),
    history: (i) => set.history(at(i).place),
    targets: (i) => at(i).targets,
  };
}

/**
 * An earlier model as it answers today, in the indices of a newer one: it reads what it knows of a history, answers by
 * popularity where that is nothing, as the server does, and never ranks an item that it does not know.
 *
 * @param known by newer index, the earlier one or 0. `[V + 1]`
 */
export function earlierScorer(
  { model, popularity }: Pick<Artifact, 'model' | 'popularity'>,
  known: Int32Array,
): Scorer {
  const own = modelScorer(model);
  const byPopularity = popularityScorer(popularity, model.itemCount);
  const width = tableRows(known.length - 1);
  return {
    name: 'earlier',
    async score(histories) {
      const read = histories.map((history) => knownPart(history, known));
      const scores = await own.score(read);
      const popular = await byPopularity.score([{ items: new Int32Array() }]);
      const data = new Float32Array(read.length * width).fill(Number.NEGATIVE_INFINITY);
      for (const [row, { items }] of read.entries()) {
        const from = items.length === 0 ? popular.data : scoreRow(scores, row);
        known.forEach((earlier, item) => {
          if (earlier > 0) data[row * width + item] = from[earlier] as number;
        });
      }
      return { rows: read.length, width, data };
    },
  };
}

/** A scorer that never ranks an item that is not admitted. */
export function rankingOnly(scorer: Scorer, admits: (item: number) => boolean): Scorer {
  return {
    name: scorer.name,
    async score(histories) {
      const { rows, width, data } = await scorer.score(histories);
      const ranked = data.map((score, place) =>
        admits(place % width) ? score : Number.NEGATIVE_INFINITY,
      );
      return { rows, width, data: ranked };
    },
  };
}

function knownPart({ items, timestamps, ...rest }: History, known: Int32Array): History {
  const places = Int32Array.from(items.keys()).filter((place) => at(known, items[place]) > 0);
  return {
    ...rest,
    items: places.map((place) => at(known, items[place])),
    ...(timestamps && { timestamps: timesAt(places, timestamps) }),
  };
}

function at(values: Int32Array, index = 0): number {
  return values[index] ?? 0;
}
