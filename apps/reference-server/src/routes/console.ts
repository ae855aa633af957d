import { readFile } from 'node:fs/promises';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AppEnv } from '../caller.js';

/** What the page has to know of the server before its first request. */
export interface PageSettings {
  /** Whether `/v1` needs a key. */
  readonly needsKey: boolean;
  readonly keepsEvents: boolean;
  /** Whether there is `/docs`. */
  readonly docs: boolean;
}

const page = (settings: PageSettings) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Recommendation console</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/console/console.css">
    <script type="module" src="/console/console.js"></script>
  </head>
  <body>
    <div id="console"><noscript>The console needs JavaScript.</noscript></div>
    <script type="application/json" id="settings">${JSON.stringify(settings)}</script>
  </body>
</html>
`;

const FILES: Readonly<Record<string, string>> = {
  'console.css': 'text/css; charset=utf-8',
  'console.js': 'text/javascript; charset=utf-8',
};

/** The page runs its own script alone, and reaches this server alone. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A page to try the models by hand and to watch the server. Its files ship with the server, and it calls no other. */
export function consoleRoutes(app: OpenAPIHono<AppEnv>, settings: PageSettings): void {
  app.get('/console', (context) =>
    context.html(page(settings), 200, { 'content-security-policy': POLICY }),
  );
  for (const [name, type] of Object.entries(FILES)) {
    app.get(`/console/${name}`, async (context) =>
      context.body(await readFile(new URL(`./${name}`, import.meta.url)), 200, {
        'content-type': type,
        'cache-control': 'no-cache',
      }),
    );
  }
}
