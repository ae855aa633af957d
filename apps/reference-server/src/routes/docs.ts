import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AppEnv } from '../caller.js';
import { BEARER_KEY } from '../operation-gate.js';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Recommendation API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#ui', deepLinking: true });\n`;

const FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

/** The OpenAPI document, and a page to read and try it. The page's files ship with the server: no network is needed. */
export function docsRoutes(
  app: OpenAPIHono<AppEnv>,
  { needsKey }: { readonly needsKey: boolean },
): void {
  if (needsKey) {
    app.openAPIRegistry.registerComponent('securitySchemes', BEARER_KEY, {
      type: 'http',
      scheme: 'bearer',
      description:
        'A key from the configuration of the server. Each operation names the scope that it needs.',
    });
  }
  const config = {
    openapi: '3.1.0',
    info: {
      title: 'Recommendation API',
      version: '1',
      description:
        'Send what a user watched, bought or read, oldest first, and get what is likely to come next.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
      contact: { name: 'The people who run this server' },
    },
    servers: [{ url: '/', description: 'This server.' }],
    tags: [
      { name: 'Recommendations', description: 'What comes next after a history.' },
      { name: 'Ratings', description: 'How a user would rate items.' },
      { name: 'Items', description: 'Find items, and items like them.' },
      { name: 'Users', description: 'Store events, read them, recommend items for a user.' },
      { name: 'Models', description: 'The served models.' },
      {
        name: 'Operations',
        description: 'Probes and metrics for the platform that runs the server.',
      },
    ],
    ...(needsKey ? { security: [{ [BEARER_KEY]: [] }] } : {}),
  };
  let text: string | undefined;
  app.get('/openapi.json', (context) => {
    text ??= JSON.stringify(documentOf(app.getOpenAPI31Document(config), needsKey));
    return context.body(text, 200, { 'content-type': 'application/json' });
  });

  const require = createRequire(import.meta.url);
  app.get('/docs', (context) => context.html(PAGE));
  app.get('/docs/start.js', (context) =>
    context.body(START, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  for (const [name, type] of Object.entries(FILES)) {
    app.get(`/docs/${name}`, async (context) =>
      context.body(await readFile(require.resolve(`swagger-ui-dist/${name}`)), 200, {
        'content-type': type,
        'cache-control': 'public, max-age=86400',
      }),
    );
  }
}

/** The document of a server without keys names none. */
function documentOf(
  document: ReturnType<OpenAPIHono['getOpenAPI31Document']>,
  needsKey: boolean,
): object {
  if (needsKey) return document;
  const paths = Object.entries(document.paths ?? {}).map(([path, item]) => [
    path,
    Object.fromEntries(
      Object.entries(item).map(([method, { security: _, ...operation }]) => [method, operation]),
    ),
  ]);
  return { ...document, paths: Object.fromEntries(paths) };
}
