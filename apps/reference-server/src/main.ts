import { serve } from '@hono/node-server';
import { pino } from 'pino';
import { createApp } from './app.js';
import { type ModelThread, startModelThread } from './model-thread.js';
import { newestArtifact } from './newest-artifact.js';
import { readSettings, type Settings } from './settings.js';

function stop(sentence: string): never {
  process.stderr.write(`reference-server: ${sentence}\n`);
  process.exit(1);
}

let settings: Settings;
try {
  settings = readSettings(process.env);
} catch (error) {
  stop((error as Error).message);
}
const log = pino({ level: settings.logLevel });

const artifact =
  settings.artifact ??
  (await newestArtifact(settings.runs)) ??
  stop(
    `there is no model below ${settings.runs}; make one with \`pnpm --filter cli train\`, or name one: ARTIFACT=path`,
  );

let thread: ModelThread | undefined;
const app = createApp({ model: () => thread?.model, settings, log });
const server = serve({ fetch: app.fetch, hostname: settings.host, port: settings.port }, (info) => {
  log.info({ url: `http://${settings.host}:${info.port}`, docs: '/docs', artifact }, 'listening');
});
server.once('error', (error: NodeJS.ErrnoException) => {
  stop(
    error.code === 'EADDRINUSE'
      ? `port ${settings.port} is in use; choose another with PORT=…`
      : `cannot listen on ${settings.host}:${settings.port}: ${error.message}`,
  );
});

const shutDown = (signal: NodeJS.Signals) => {
  log.info({ signal }, 'shutting down: requests under way are answered first');
  server.close(async () => {
    await thread?.stop();
    process.exit(0);
  });
  // Connections that clients keep open for later would hold the server up.
  if ('closeIdleConnections' in server) server.closeIdleConnections();
  setTimeout(() => process.exit(1), settings.requestTimeout).unref();
};
process.once('SIGTERM', shutDown);
process.once('SIGINT', shutDown);

try {
  thread = await startModelThread({ artifact, engine: settings.engine });
} catch (error) {
  stop(`the model in ${artifact} cannot be served: ${(error as Error).message}`);
}
log.info(
  { model: thread.model.name, version: thread.model.version, engine: thread.model.engine },
  'ready',
);
thread.ended.then(
  () => {},
  (error) => {
    log.fatal({ err: error }, 'the thread that holds the model failed');
    process.exit(1);
  },
);
