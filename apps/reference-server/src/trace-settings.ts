const TRACE_PROTOCOLS = ['http/protobuf', 'http/json'] as const;

/** How traces are encoded; both go by HTTP. */
export type TraceProtocol = (typeof TRACE_PROTOCOLS)[number];

export type Environment = Readonly<Record<string, string | undefined>>;

/** By the variables of OpenTelemetry: traces are on where one says where to send them. */
export function readTraces(env: Environment): TraceProtocol | undefined {
  const set = (...names: string[]) => names.map((name) => env[name]).find(Boolean);
  const exporter = set('OTEL_TRACES_EXPORTER');
  if (exporter !== undefined && exporter !== 'otlp' && exporter !== 'none') {
    throw new Error(
      'the environment variable OTEL_TRACES_EXPORTER is wrong: expected otlp or none',
    );
  }
  const isOn =
    set('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT') !== undefined ||
    exporter === 'otlp';
  if (!isOn || exporter === 'none' || env.OTEL_SDK_DISABLED?.toLowerCase() === 'true') {
    return undefined;
  }
  const names = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'];
  const named = set(...names) ?? 'http/protobuf';
  const protocol = TRACE_PROTOCOLS.find((one) => one === named);
  if (protocol !== undefined) return protocol;
  throw new Error(
    `the environment variable ${names.find((name) => env[name])} is wrong: expected ${TRACE_PROTOCOLS.join(' or ')}, which collectors take at port 4318`,
  );
}
