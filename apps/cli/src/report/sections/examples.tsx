import type { ExampleItem, ExampleRecord } from '@org/evaluation';
import { formatCount } from '../../output/format.js';
import type { ReportedRun } from '../reported-run.js';

/** Some users' histories, targets and recommendations, by run. */
export function Examples({ runs }: { readonly runs: readonly ReportedRun[] }) {
  const users = new Map<string, { example: ExampleRecord; label: string }[]>();
  for (const { label, evaluation } of runs) {
    for (const example of evaluation?.examples ?? []) {
      const question = JSON.stringify([example.user, example.history, example.targets]);
      users.set(question, [...(users.get(question) ?? []), { example, label }]);
    }
  }
  return (
    <section id="examples">
      <h2>Examples</h2>
      <p>
        Held-out users at even distances, not chosen to look good. What they took next is marked
        where it was recommended.
      </p>
      <div class="examples">
        {[...users.values()].map((answers) => (
          <UserExample answers={answers} several={runs.length > 1} />
        ))}
      </div>
    </section>
  );
}

const shownTargets = 10;

interface UserExampleProps {
  readonly answers: readonly { readonly example: ExampleRecord; readonly label: string }[];
  readonly several: boolean;
}

function UserExample({ answers, several }: UserExampleProps) {
  const [first] = answers;
  if (first === undefined) return null;
  const { user, historyLength, history, targets } = first.example;
  const earlier = historyLength - history.length;
  const further = targets.length - shownTargets;
  return (
    <article class="example">
      <h3>User {user}</h3>
      <p class="trail">
        <span class="soft">
          Had{earlier > 0 ? ` ${formatCount(earlier)} earlier items, then` : ''}
        </span>{' '}
        {history.map(nameOf).join(' → ')}
      </p>
      <p class="trail">
        <span class="soft">Took next</span>{' '}
        <b>{targets.slice(0, shownTargets).map(nameOf).join(', ')}</b>
        {further > 0 ? ` and ${formatCount(further)} more` : ''}
      </p>
      <div class={several ? 'lists' : 'lists single'}>
        {answers.map(({ example, label }) => (
          <div>
            <h4>{several ? label : 'Was recommended'}</h4>
            <Recommendations example={example} />
          </div>
        ))}
      </div>
    </article>
  );
}

function Recommendations({
  example: { recommendations, targets },
}: {
  readonly example: ExampleRecord;
}) {
  const taken = new Set(targets.map(({ id }) => id));
  return (
    <ol>
      {recommendations.map((item) => (
        <li>
          {taken.has(item.id) ? <mark class="hit">{nameOf(item)} ✓ taken</mark> : nameOf(item)}
        </li>
      ))}
    </ol>
  );
}

function nameOf({ id, title }: ExampleItem): string {
  return title ?? String(id);
}
