import type { Caller, ServedModel, Turn } from '@org/serving';

/** What is said of a span, by the names of OpenTelemetry's conventions where they have one. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanOptions {
  readonly attributes?: SpanAttributes;
  /** When it began, on the clock of `performance.now()`. Default: now. */
  readonly start?: number;
}

export interface SpanEnd {
  /** Absent where it did not fail. */
  readonly error?: unknown;
  /** When it ended, on the clock of `performance.now()`. Default: now. */
  readonly time?: number;
}

/** A part of the work on a request, in the request's trace. */
export interface Span {
  /** Begins a part of this part. */
  begin(name: string, options?: SpanOptions): Span;
  set(attributes: SpanAttributes): void;
  end(end?: SpanEnd): void;
}

/** The whole work on a request. */
export interface RequestSpan extends Span {
  /** What each line of the log has that belongs to the request. */
  readonly logFields: { readonly trace_id: string; readonly span_id: string };
  /** The header `traceresponse` of W3C's Trace Context. */
  readonly traceResponse: string;
  /** Ends it with its answer. */
  answered(answer: { readonly route: string; readonly status: number }): void;
}

export interface TracedRequest {
  readonly method: string;
  readonly path: string;
  readonly requestId: string;
  /** @returns the value of a header of the request. */
  readonly header: (name: string) => string | undefined;
}

/** Makes a trace of each request, and sends it to where traces are kept. */
export interface Tracer {
  /** Continues the trace of `traceparent`, or begins one. */
  begin(request: TracedRequest): RequestSpan;
  /** Sends what waits. May take long where nothing takes it; never rejects. */
  close(): Promise<void>;
}

/** A caller whose work is traced, unless it has no span. */
export interface TracedCaller extends Caller {
  readonly span?: Span | undefined;
}

/** Does work as a part of a span. Costs nothing without one. */
export function inSpan<Value>(
  span: Span | undefined,
  name: string,
  work: (part: Span | undefined) => Promise<Value>,
  attributes?: SpanAttributes,
): Promise<Value> {
  return span === undefined
    ? work(undefined)
    : measured(span.begin(name, attributes && { attributes }), work);
}

async function measured<Value>(part: Span, work: (part: Span) => Promise<Value>): Promise<Value> {
  try {
    const value = await work(part);
    part.end();
    return value;
  } catch (error) {
    part.end({ error });
    throw error;
  }
}

/** The model, each of whose computations is a part of a span: how long it waited, in which batch, how long it took. */
export function tracedModel(model: ServedModel, span: Span | undefined): ServedModel {
  if (span === undefined) return model;
  const { name, version } = model;
  const traced = <Value>(
    kind: Turn['kind'],
    histories: number | undefined,
    caller: Caller,
    compute: (caller: Caller) => Promise<Value>,
  ) => {
    const attributes = {
      ...{ 'model.name': name, 'model.version': version },
      ...(histories !== undefined && { 'model.histories': histories }),
    };
    return inSpan(span, `model ${kind}`, (part) => compute(reporting(caller, part)), attributes);
  };
  return {
    ...model,
    rank: (queries, caller) =>
      queries.length === 0
        ? model.rank(queries, caller)
        : traced('rank', queries.length, caller, (own) => model.rank(queries, own)),
    similar: (index, k, caller) =>
      traced('similar', undefined, caller, (own) => model.similar(index, k, own)),
    vectors: (indices, caller) =>
      traced('vectors', undefined, caller, (own) => model.vectors(indices, own)),
    search: (query, limit, caller) =>
      traced('search', undefined, caller, (own) => model.search(query, limit, own)),
  };
}

/** The caller, whose turns become parts of a span. */
function reporting(caller: Caller, span: Span | undefined): Caller {
  return {
    signal: caller.signal,
    deadline: caller.deadline,
    halfClosed: () => caller.halfClosed?.() ?? false,
    onTurn({ submitted, began, ended, rows, ownRows, error }) {
      span?.begin('model queue', { start: submitted }).end({ time: began });
      const attributes = { 'model.batch.size': rows, 'model.batch.own': ownRows };
      span?.begin('model compute', { start: began, attributes }).end({
        ...(error !== undefined && { error }),
        time: ended,
      });
    },
  };
}
