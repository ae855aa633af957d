import type { ServedModel } from '@org/client';
import './model-metrics.css';
import { labelOfMetric, labelOfModel } from './labels.js';
import { count, metric } from './number-text.js';

/** The models served, with their metrics as training measured them. */
export function ModelMetrics({ models }: { readonly models: readonly ServedModel[] }) {
  return (
    <section aria-labelledby="models">
      <h2 id="models">Models</h2>
      <div class="models">
        {models.map((model) => (
          <ModelCard key={labelOfModel(model)} model={model} />
        ))}
      </div>
    </section>
  );
}

function ModelCard({ model }: { readonly model: ServedModel }) {
  const label = labelOfModel(model);
  const facts = [
    model.state !== 'ready' && model.state,
    model.kind,
    model.itemCount !== undefined && `${count(model.itemCount)} items`,
    model.maxLength !== undefined && `last ${count(model.maxLength)} of a history`,
    model.engine && `computed by ${model.engine}`,
  ].filter((fact) => fact !== undefined && fact !== false);
  const tables = tablesOf(model.metrics ?? {});
  return (
    <article class="card">
      <h3>
        <bdi>{label}</bdi>
      </h3>
      <p class="soft small">
        {facts.join(' · ')}
        {model.version && (
          <>
            {' · version '}
            <code>{model.version}</code>
          </>
        )}
        {model.refused && ` · ${model.refused} cannot be served`}
      </p>
      {tables.length === 0 && <p class="empty">Training left no metrics with this model.</p>}
      <div class="tables">
        {tables.map(({ caption, columns, rows }) => (
          <section class="scroll" key={caption} aria-label={`${caption} of ${label}`} tabindex={0}>
            <table>
              <caption>{caption}</caption>
              <thead>
                <tr>
                  <th scope="col">Metric</th>
                  {columns.map((column) => (
                    <th key={column} scope="col">
                      {column}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map(({ name, values }) => (
                  <tr key={name}>
                    <th scope="row">{labelOfMetric(name)}</th>
                    {values.map((value, place) => (
                      <td key={columns[place]}>{value === undefined ? '–' : metric(value)}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        ))}
      </div>
    </article>
  );
}

interface MetricTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly name: string;
    readonly values: readonly (number | undefined)[];
  }[];
}

/**
 * Metrics as tables, whatever JSON they are: groups of groups of numbers have a column each, as the scorers of a test
 * have; numbers that stand alone share the last table. Tables with more columns come first.
 */
function tablesOf(metrics: Readonly<Record<string, unknown>>): MetricTable[] {
  const groups = Object.entries(metrics).flatMap(([name, value]) => {
    if (!isGroup(value)) return [];
    const parts = Object.entries(value).filter(([, part]) => isGroup(part));
    if (parts.length === 0) return [tableOf(name, [['Value', value]])];
    return [tableOf(name, parts as [string, Group][])];
  });
  return [...groups, tableOf('Further figures', [['Value', metrics]])]
    .filter(({ rows }) => rows.length > 0)
    .sort((a, b) => b.columns.length - a.columns.length);
}

type Group = Readonly<Record<string, unknown>>;

function isGroup(value: unknown): value is Group {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function tableOf(caption: string, columns: readonly (readonly [string, Group])[]): MetricTable {
  const isNumber = (value: unknown): value is number => typeof value === 'number';
  const names = new Set(
    columns.flatMap(([, group]) => Object.keys(group).filter((name) => isNumber(group[name]))),
  );
  return {
    caption: labelOfMetric(caption),
    columns: columns.map(([name]) => name),
    rows: [...names].map((name) => ({
      name,
      values: columns.map(([, group]) => (isNumber(group[name]) ? group[name] : undefined)),
    })),
  };
}
