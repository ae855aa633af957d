import { Agent, request } from 'node:http';

export interface Answered {
  /** `undefined` where the connection broke; `code` says how. */
  readonly status: number | undefined;
  readonly code?: string | undefined;
  readonly body: string;
  /** Whether a refusal says when to try again. */
  readonly retryAfter: boolean;
}

/** Sends requests over connections that stay open. Much cheaper than `fetch`, as the client shares the cores. */
export class HttpClient {
  readonly #agent: Agent;
  readonly #port: number;

  constructor({ port, connections }: { readonly port: number; readonly connections: number }) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
    this.#port = port;
  }

  send(method: string, path: string, body?: string): Promise<Answered> {
    return new Promise((resolve) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const sent = request({
        ...{ host: '127.0.0.1', port: this.#port, agent: this.#agent, method, path },
        headers: { 'content-type': 'application/json', ...length },
      });
      const fail = ({ code }: NodeJS.ErrnoException) =>
        resolve({ status: undefined, code, body: '', retryAfter: false });
      sent.on('error', fail);
      sent.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', fail);
        response.on('end', () => {
          const retryAfter = response.headers['retry-after'] !== undefined;
          resolve({ status: response.statusCode, body: text, retryAfter });
        });
      });
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
