import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A process that answers each line of JSON with a line of JSON. */
export class Worker {
  readonly versions: Readonly<Record<string, string>>;
  readonly #ask: (request: object) => Promise<unknown>;
  readonly #stop: () => void;

  private constructor(
    versions: Readonly<Record<string, string>>,
    ask: (request: object) => Promise<unknown>,
    stop: () => void,
  ) {
    this.versions = versions;
    this.#ask = ask;
    this.#stop = stop;
  }

  static async start(command: readonly string[]): Promise<Worker> {
    const [program = '', ...args] = command;
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<unknown> => {
      const { done, value } = await lines.next();
      if (done === true) throw new Error(`${command.join(' ')} ended without an answer`);
      return JSON.parse(value) as unknown;
    };
    const { versions } = (await next()) as { versions: Record<string, string> };
    const ask = (request: object) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return next();
    };
    return new Worker(versions, ask, () => child.stdin.end());
  }

  async digest(path: string): Promise<Readonly<Record<string, string>>> {
    const { digest } = (await this.#ask({ digest: path })) as { digest: Record<string, string> };
    return digest;
  }

  /** Wall and processor seconds of one pass over a file, and its number of records. */
  async run(name: string, path: string): Promise<{ wall: number; cpu: number; records: number }> {
    return (await this.#ask({ run: name, path })) as { wall: number; cpu: number; records: number };
  }

  stop(): void {
    this.#stop();
  }
}
