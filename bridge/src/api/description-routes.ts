import { createRequire } from 'node:module';
import { Router } from 'express';
import { openApiDocument } from './openapi/document.js';

// What the API is, for programs and for people. It is the same for everybody and says nothing of any tenant, so that no
// key is asked for.

/** Swagger UI draws the page. All of it comes from here: nothing is fetched from anywhere else. */
const assetPath = (name: string): string => createRequire(import.meta.url).resolve(`swagger-ui-dist/${name}`);
const ASSETS: readonly string[] = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>HiveBoard API</title>
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="stylesheet" href="docs/page.css">
</head>
<body>
<div id="api"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/page.js"></script>
</body>
</html>
`;

const STYLE = `body { margin: 0; }
html.dark-mode body { background: #1c2022; }
@media (max-width: 640px) {
  .swagger-ui .wrapper { padding: 0 12px; }
  .swagger-ui .opblock .opblock-summary-path { max-width: none; word-break: break-all; }
  .swagger-ui .opblock .opblock-summary { flex-wrap: wrap; }
  .swagger-ui .opblock .opblock-section-header { flex-wrap: wrap; }
  .swagger-ui .parameters-container, .swagger-ui .responses-inner { overflow-x: auto; }
}
`;

/** Keys are kept by the page alone: they are gone with it. No validator on the internet is asked. */
const SCRIPT = `const dark = matchMedia('(prefers-color-scheme: dark)');
const dress = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dress();
dark.addEventListener('change', dress);
SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#api',
  deepLinking: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
  docExpansion: 'list',
  presets: [SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
});
`;

/** The page runs its own scripts, and talks to this bridge alone. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** `GET /openapi.json`, and `GET /docs`, which shows it. */
export function descriptionRoutes(): Router {
  const router = Router({ strict: true });
  let document: string | undefined;
  router.get('/openapi.json', (_request, response) => {
    document ??= JSON.stringify(openApiDocument());
    response.set('cache-control', 'no-cache').type('json').send(document);
  });
  router.get('/docs', (_request, response) => {
    response.set('content-security-policy', POLICY).set('cache-control', 'no-cache').type('html').send(PAGE);
  });
  // Its parts are named from where it stands, which with a slash at the end is elsewhere.
  router.get('/docs/', (_request, response) => {
    response.redirect(308, '../docs');
  });
  router.get('/docs/page.css', (_request, response) => {
    response.set('cache-control', 'no-cache').type('css').send(STYLE);
  });
  router.get('/docs/page.js', (_request, response) => {
    response.set('cache-control', 'no-cache').type('js').send(SCRIPT);
  });
  for (const name of ASSETS) {
    router.get(`/docs/${name}`, (_request, response, next) => {
      response.sendFile(assetPath(name), { maxAge: '1d' }, (error) => {
        if (error instanceof Error) next(error);
      });
    });
  }
  return router;
}
