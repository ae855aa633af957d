import type { Random } from '@org/random';
import { pick } from './document.js';
import { anyRequest, type RawRequest } from './requests.js';

/** What a client does on its connection, in order. */
export type Step =
  | { readonly kind: 'send'; readonly bytes: Buffer }
  | { readonly kind: 'wait'; readonly ms: number }
  /** Closes its side, and goes on reading. */
  | { readonly kind: 'half-close' }
  /** Resets the connection. */
  | { readonly kind: 'reset' };

export interface Delivery {
  readonly steps: readonly Step[];
  /** The methods of the requests, where the answers can be told apart by them. */
  readonly methods: readonly string[] | undefined;
  /** Whether something must be answered. */
  readonly needsAnswer: boolean;
}

/** The connection of the case `number`: the same for the same seed, whatever ran before. */
export function anyDelivery(random: Random): Delivery {
  const choice = random.float();
  if (choice < 0.02) {
    return { steps: [send(pick(NO_HTTP, random))], methods: undefined, needsAnswer: false };
  }
  if (choice < 0.08) return pipelined(random);
  const request = anyRequest(random);
  const { bytes, whole, method } = request;
  const methods = method === undefined ? undefined : [method];
  if (choice < 0.78) return { steps: [send(bytes)], methods, needsAnswer: isAnswered(request) };
  if (choice < 0.88)
    return { steps: inPieces(bytes, random), methods, needsAnswer: isAnswered(request) };
  if (choice < 0.94) {
    return {
      steps: [send(bytes), { kind: 'half-close' }],
      methods,
      needsAnswer: whole && isAnswered(request),
    };
  }
  const part = bytes.subarray(0, random.integer(bytes.length));
  const end: Step = { kind: choice < 0.97 ? 'half-close' : 'reset' };
  const wait: Step = { kind: 'wait', ms: random.integer(30) };
  return { steps: [send(part), wait, end], methods: undefined, needsAnswer: false };
}

/** CONNECT asks for a tunnel, and a server that makes none may close the connection. */
function isAnswered({ method }: RawRequest): boolean {
  return method !== undefined;
}

function pipelined(random: Random): Delivery {
  const requests = Array.from({ length: 2 + random.integer(15) }, () => anyRequest(random));
  const bytes = Buffer.concat(requests.map((request) => request.bytes));
  const steps = random.float() < 0.3 ? inPieces(bytes, random) : [send(bytes)];
  const [first] = requests;
  // What follows a request that ends the connection is not read, and what follows a broken one is not known.
  return {
    steps,
    methods: undefined,
    needsAnswer: first !== undefined && isAnswered(first),
  };
}

function inPieces(bytes: Buffer, random: Random): Step[] {
  const count = 2 + random.integer(6);
  const places = Array.from({ length: count - 1 }, () => random.integer(bytes.length + 1));
  const bounds = [0, ...places.sort((a, b) => a - b), bytes.length];
  return bounds
    .slice(1)
    .flatMap((end, piece): Step[] => [
      send(bytes.subarray(bounds[piece], end)),
      { kind: 'wait', ms: random.integer(20) },
    ]);
}

function send(bytes: Buffer): Step {
  return { kind: 'send', bytes };
}

const NO_HTTP = [
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  // The start of a TLS handshake.
  Buffer.from('16030100c8010000c40303', 'hex'),
  Buffer.from('\r\n\r\n\r\n\r\n'),
  Buffer.from('\0'.repeat(1000)),
  Buffer.from('GET /livez\r\n'),
  Buffer.from('{"history":[]}'),
  Buffer.from('*1\r\n$4\r\nPING\r\n'),
  Buffer.from('SSH-2.0-OpenSSH_9.6\r\n'),
  Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'),
  Buffer.alloc(200_000, 'x'),
];
