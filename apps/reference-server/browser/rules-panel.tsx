import './rules-panel.css';
import { NO_RULES, type RulesText, TEMPLATES, withTemplate } from './rules-text.js';

export interface RulesPanelProps {
  readonly text: RulesText;
  /** Why the text is not valid rules. */
  readonly fault: string | undefined;
  readonly onChange: (text: RulesText) => void;
}

/** Rules to try: the lists follow what is typed. */
export function RulesPanel({ text, fault, onChange }: RulesPanelProps) {
  const { filter, others } = text;
  return (
    <section class="card rules" aria-labelledby="rules">
      <div class="list-head">
        <h2 id="rules">Rules</h2>
        {(filter !== '' || others !== '') && (
          <button type="button" class="quiet" onClick={() => onChange(NO_RULES)}>
            Clear
          </button>
        )}
      </div>
      <label for="filter">Only items where</label>
      <textarea
        id="filter"
        rows={2}
        spellcheck={false}
        placeholder="year >= 1990 and genre = 'Drama'"
        value={filter}
        onInput={(event) => onChange({ ...text, filter: event.currentTarget.value })}
      />
      <label for="others">Other rules, as JSON</label>
      <textarea
        id="others"
        spellcheck={false}
        value={others}
        aria-invalid={fault !== undefined}
        aria-describedby="rules-fault"
        onInput={(event) => onChange({ ...text, others: event.currentTarget.value })}
      />
      <p id="rules-fault" class="search-note" role="status">
        {fault}
      </p>
      <ul class="templates" aria-label="Add a rule">
        {Object.entries(TEMPLATES).map(([name, template]) => (
          <li key={name}>
            <button
              type="button"
              onClick={() => onChange({ ...text, others: withTemplate(others, template) })}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
      <p class="soft small">≈ beside an item shows its attributes.</p>
    </section>
  );
}
