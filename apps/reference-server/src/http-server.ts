import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { isLingering, linger } from './linger.js';
import { problemBody } from './problem.js';
import type { Settings } from './settings.js';
import type { Telemetry } from './telemetry.js';

export interface HttpServerOptions {
  readonly fetch: Parameters<typeof getRequestListener>[0];
  readonly settings: Pick<
    Settings,
    'headersTimeout' | 'requestTimeout' | 'keepAliveTimeout' | 'maxConnections'
  >;
  readonly telemetry: Telemetry;
}

/** How often connections are checked for being late. */
const CHECK_MS = 500;
/** The app answers late requests itself; after this much more the connection is closed. */
const SLACK_MS = 5000;

/**
 * The server around the app: what it does before a request has a head, and how long connections stay.
 *
 * A client may close its side once it has sent its request, and still gets its answer.
 */
export function createHttpServer({ fetch, settings, telemetry }: HttpServerOptions): Server {
  const { headersTimeout, requestTimeout, keepAliveTimeout, maxConnections } = settings;
  const whole = headersTimeout + requestTimeout + SLACK_MS;
  const answerRequest = getRequestListener(fetch, {
    ...{ hostname: 'localhost', errorHandler: answerRefusedRequest },
  });
  const server = createServer(
    {
      headersTimeout,
      // Limits the whole request. The app's own limit, which it answers with problem details, ends before.
      requestTimeout: whole,
      connectionsCheckingInterval: Math.min(CHECK_MS, headersTimeout),
      keepAliveTimeout,
      // Node's answer would have no body; the next function refuses the request.
      requireHostHeader: false,
    },
    (request, answer) => {
      // It came after the last request that is answered.
      if (isLingering(request.socket)) return;
      if (request.headers.host === undefined && request.httpVersion === '1.1') {
        refuseHead(answer, 400, 'a request of HTTP/1.1 needs the header Host', telemetry);
      } else answerRequest(request, answer);
    },
  );
  // Without a listener Node answers without a body.
  server.on('checkExpectation', ({ headers }: IncomingMessage, answer: ServerResponse) => {
    const detail = `the server does not know the expectation ${headers.expect}`;
    refuseHead(answer, 417, detail, telemetry);
  });
  // Without a listener Node closes the connection without an answer.
  server.on('connect', (_, socket: Duplex) => {
    writeProblem(socket, { status: 405, detail: 'this server is not a proxy' }, telemetry);
  });
  server.maxConnections = maxConnections;
  // A client that does not read its answer.
  server.timeout = whole;
  allowHalfOpen(server);
  const answers = new WeakMap<Socket, ServerResponse>();
  /** Connections that end after an answer, because what came after its request cannot be read. */
  const broken = new WeakSet<Socket>();
  server.on('request', ({ socket }, answer) => answers.set(socket, answer));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (isLingering(socket) || broken.has(socket)) return;
    const answer = answers.get(socket);
    if (answer?.req.complete && !answer.writableFinished) {
      // What cannot be read came after a request, whose answer comes first.
      broken.add(socket);
      answer.once('close', () => {
        if (!isLingering(socket) && socket.writable) answerBrokenRequest(error, socket, telemetry);
      });
      return;
    }
    const writing = answer?.headersSent && !answer.writableFinished;
    // Whoever sent nothing, gets an answer just now or has left needs no other.
    if (socket.bytesRead === 0 || writing || !socket.writable) socket.destroy();
    else answerBrokenRequest(error, socket, telemetry);
  });
  server.on('connection', (socket) => {
    telemetry.connections.inc();
    socket.once('close', () => telemetry.connections.dec());
    // Node calls this after the last answer.
    const destroySoon = socket.destroySoon.bind(socket);
    socket.destroySoon = () => {
      if (socket.readableEnded) destroySoon();
      else linger(socket);
    };
  });
  server.on('drop', () => telemetry.droppedConnections.inc());
  return server;
}

/** Node has this switch since version 0.3 and does not document it. */
function allowHalfOpen(server: Server): void {
  Object.assign(server, { httpAllowHalfOpen: true });
}

/** Answers a request that has no URL, as its target or its `Host` cannot be read. HTTP/1.0 may do without `Host`. */
function answerRefusedRequest(error: unknown): Response {
  const detail = error instanceof Error ? error.message : String(error);
  return new Response(JSON.stringify(problemBody(400, detail)), {
    status: 400,
    headers: { 'content-type': 'application/problem+json' },
  });
}

/** Errors of a client, by the code that Node gives them; others are 400. */
const STATUSES: Readonly<Record<string, readonly [number, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request did not arrive in time'],
  HPE_HEADER_OVERFLOW: [431, 'the head of the request is too large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'the chunk extensions of the body are too large'],
};

/** Answers a request by its head alone, and ends the connection, as its body is not read. */
function refuseHead(
  answer: ServerResponse,
  status: number,
  detail: string,
  telemetry: Telemetry,
): void {
  telemetry.requests.observe({ method: 'none', route: 'none', status }, 0);
  answer.writeHead(status, { 'content-type': 'application/problem+json', connection: 'close' });
  answer.end(JSON.stringify(problemBody(status, detail)));
}

/** Answers a request that never reaches the app: it is no HTTP, too large or too slow. */
function answerBrokenRequest(
  error: NodeJS.ErrnoException,
  socket: Socket,
  telemetry: Telemetry,
): void {
  const [status, detail] = STATUSES[error.code ?? ''] ?? [400, 'this is not an HTTP request'];
  writeProblem(socket, { status, detail }, telemetry);
}

/** Answers where Node has no answer to write to, and ends the connection. */
function writeProblem(
  socket: Duplex,
  { status, detail }: { readonly status: number; readonly detail: string },
  telemetry: Telemetry,
): void {
  telemetry.requests.observe({ method: 'none', route: 'none', status }, 0);
  const body = problemBody(status, detail);
  const text = JSON.stringify(body);
  const lines = [
    `HTTP/1.1 ${status} ${body.title}`,
    'Connection: close',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    '',
    text,
  ];
  socket.write(lines.join('\r\n'));
  linger(socket);
}
