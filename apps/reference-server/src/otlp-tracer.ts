import {
  type Context,
  type Span as OtelSpan,
  type Tracer as OtelTracer,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import {
  type ExportResult,
  ExportResultCode,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import type { Logger } from 'pino';
import type {
  RequestSpan,
  Span,
  SpanAttributes,
  SpanEnd,
  SpanOptions,
  TracedRequest,
  Tracer,
} from './trace.js';
import type { TraceProtocol } from './trace-settings.js';

// Loaded only where traces are on.

export interface OtlpTracerOptions {
  readonly protocol: TraceProtocol;
  readonly log: Logger;
}

const propagator = new W3CTraceContextPropagator();

/**
 * Sends traces by OTLP/HTTP, as the variables `OTEL_*` of the environment say: where to, which of them, how many at once. A
 * receiver that cannot be reached holds up no answer: spans that find no space are dropped.
 */
export async function otlpTracer({ protocol, log }: OtlpTracerOptions): Promise<Tracer> {
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  const exporter = reportedOnce(new OTLPTraceExporter(), log);
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'reference-server' }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer('reference-server');
  return {
    begin: (request) => new OtlpRequestSpan(tracer, request),
    // What cannot be sent is in the log.
    close: () => provider.shutdown().catch(() => {}),
  };
}

/** Logs when traces cannot be sent, once, and when they can again. */
function reportedOnce(exporter: SpanExporter, log: Logger): SpanExporter {
  let failing = false;
  const report = ({ code, error }: ExportResult) => {
    const failed = code === ExportResultCode.FAILED;
    if (failed === failing) return;
    failing = failed;
    if (failed) log.warn({ reason: reasonOf(error) }, 'traces cannot be sent: some will be lost');
    else log.info('traces are sent again');
  };
  return {
    export: (spans: ReadableSpan[], done) =>
      exporter.export(spans, (result) => {
        report(result);
        done(result);
      }),
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}

/** An error of a connection to several addresses has a code and no message. */
function reasonOf(error: Error | undefined): string {
  return error?.message || (error as NodeJS.ErrnoException | undefined)?.code || 'unknown';
}

class OtlpSpan implements Span {
  protected readonly span: OtelSpan;
  readonly #tracer: OtelTracer;
  readonly #context: Context;
  /** From the clock of `performance.now()` to that of the wall, in milliseconds: one for all spans of a request. */
  readonly #offset: number;

  constructor(tracer: OtelTracer, span: OtelSpan, offset: number) {
    this.#tracer = tracer;
    this.span = span;
    this.#context = trace.setSpan(ROOT_CONTEXT, span);
    this.#offset = offset;
  }

  begin(name: string, { attributes, start = performance.now() }: SpanOptions = {}): Span {
    const options = { startTime: start + this.#offset, ...(attributes && { attributes }) };
    const span = this.#tracer.startSpan(name, options, this.#context);
    return new OtlpSpan(this.#tracer, span, this.#offset);
  }

  set(attributes: SpanAttributes): void {
    this.span.setAttributes(attributes);
  }

  end({ error, time = performance.now() }: SpanEnd = {}): void {
    if (error !== undefined) {
      const message = error instanceof Error ? error.message : String(error);
      this.span.setStatus({ code: SpanStatusCode.ERROR, message });
    }
    this.span.end(time + this.#offset);
  }
}

class OtlpRequestSpan extends OtlpSpan implements RequestSpan {
  readonly logFields: RequestSpan['logFields'];
  readonly traceResponse: string;
  readonly #method: string;

  constructor(tracer: OtelTracer, { method, path, requestId, header }: TracedRequest) {
    const start = performance.now();
    const offset = Date.now() - start;
    const parent = propagator.extract(ROOT_CONTEXT, header, {
      get: (read, name) => read(name),
      keys: () => [],
    });
    const options = {
      kind: SpanKind.SERVER,
      startTime: start + offset,
      attributes: {
        'http.request.method': method,
        'url.path': path,
        'url.scheme': 'http',
        'request.id': requestId,
      },
    };
    super(tracer, tracer.startSpan(method, options, parent), offset);
    const { traceId, spanId, traceFlags } = this.span.spanContext();
    this.logFields = { trace_id: traceId, span_id: spanId };
    this.traceResponse = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
    this.#method = method;
  }

  answered({ route, status }: { readonly route: string; readonly status: number }): void {
    this.span.updateName(`${this.#method} ${route}`);
    this.set({ 'http.route': route, 'http.response.status_code': status });
    if (status >= 500) {
      this.set({ 'error.type': String(status) });
      this.span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.end();
  }
}
