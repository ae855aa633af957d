import { resolve } from 'node:path';
import { ENGINE_NAMES } from '@org/engine/names';
import { z } from 'zod';

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  ARTIFACT: z.string().optional(),
  RUNS: z.string().default('runs'),
  ENGINE: z.enum(['auto', ...ENGINE_NAMES]).default('auto'),
  API_KEYS: list,
  CORS_ORIGINS: list,
  BODY_LIMIT_BYTES: z.coerce.number().int().min(1).default(1_000_000),
  REQUEST_TIMEOUT_MS: z.coerce.number().int().min(1).default(10_000),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  INIT_CWD: z.string().optional(),
});

/** How the server runs, read from the environment once, at the start. */
export interface Settings {
  /** The address to listen on. `HOST`, default loopback only. */
  readonly host: string;
  /** `PORT`, default 3000; 0 takes a free one. */
  readonly port: number;
  /** The artifact to serve. `ARTIFACT`; without it the newest one below `runs`. */
  readonly artifact?: string;
  /** Where `train` leaves its artifacts. `RUNS`, default `runs`. */
  readonly runs: string;
  /** `ENGINE`, default the fastest present. */
  readonly engine: z.infer<typeof environment>['ENGINE'];
  /** Bearer keys, `API_KEYS`, separated by commas. None: the API is open. */
  readonly apiKeys: readonly string[];
  /** Origins that browsers may call from, `CORS_ORIGINS`, separated by commas, `*` for all. None: CORS is off. */
  readonly corsOrigins: readonly string[];
  /** `BODY_LIMIT_BYTES`, default 1,000,000. */
  readonly bodyLimit: number;
  /** `REQUEST_TIMEOUT_MS`, default 10,000. */
  readonly requestTimeout: number;
  /** `LOG_LEVEL`, default info. */
  readonly logLevel: z.infer<typeof environment>['LOG_LEVEL'];
}

/** Relative folders are taken from where the command was typed, which pnpm gives as `INIT_CWD`. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(
      `the environment variable ${issue?.path.join('.')} is wrong: ${issue?.message}`,
    );
  }
  const values = parsed.data;
  const base = values.INIT_CWD ?? process.cwd();
  return {
    host: values.HOST,
    port: values.PORT,
    ...(values.ARTIFACT === undefined ? {} : { artifact: resolve(base, values.ARTIFACT) }),
    runs: resolve(base, values.RUNS),
    engine: values.ENGINE,
    apiKeys: values.API_KEYS,
    corsOrigins: values.CORS_ORIGINS,
    bodyLimit: values.BODY_LIMIT_BYTES,
    requestTimeout: values.REQUEST_TIMEOUT_MS,
    logLevel: values.LOG_LEVEL,
  };
}
