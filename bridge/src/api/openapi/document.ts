import type { Route } from '../route.js';
import { ROUTES } from '../routes.js';
import { use, type Described } from './described.js';
import { EXAMPLES, type Examples } from './examples.js';
import { otherPaths, security } from './operations.js';
import { notFoundOf, pathParameters, queryParameters } from './parameters.js';
import { answered, errorResponses, HEADER_COMPONENTS, USUAL_ERRORS } from './responses.js';
import schemas from './schemas.json' with { type: 'json' };

const ABOUT = `What AI agents do, did and cost.

- **Keys.** Send one as \`Authorization: Bearer <key>\` or \`x-api-key\`. It says whose data is asked for, and what it may do: \`read\`, \`ingest\`, or \`admin\`, which may do all. A bridge without keys serves its own machine and asks for none.
- **Time.** \`time_range\` counts back from now, 24 hours if nothing is said; \`since\` and \`until\` are moments in ISO 8601 or epoch milliseconds. No question reaches further back than ten years.
- **Pages.** \`pagination.cursor\`, sent back as \`cursor\`, asks for the next page; null at the end. Rows that come meanwhile neither repeat nor hide others. Totals are over the whole filter, never the page.
- **Values.** Moments are ISO 8601 in UTC, money is US dollars, \`*_ms\` are milliseconds, null is what nobody knows. Costs that senders reported and costs that were estimated stand apart.
- **Asking again.** Answers carry an \`ETag\`; sent back as \`If-None-Match\`, 304 says that nothing has changed. Long answers are gzipped for who accepts it.
- **Errors.** All are an \`ApiError\`; \`error\` is the word for programs, \`message\` is for people. A wrong parameter is named, with what it may be.`;

/** `/v1/agents/{id}/pipeline` as `getAgentsIdPipeline`. */
const operationId = (path: string): string => {
  const [, ...words] = path.match(/[a-z]+\d*/gi) ?? [];
  return `get${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`;
};

/** Routes that belong together share the first word of their path. */
const tagOf = (path: string): string => path.split('/')[2] ?? '';

const ANSWERS: ReadonlyMap<string, Described> = new Map(Object.entries(schemas.answers));

/** A question of the API. */
function question({ path, summary, parameters }: Route, examples: Examples): Described {
  const schema = ANSWERS.get(path);
  if (schema === undefined) throw new Error(`No schema says how ${path} is answered: run npm run docs`);
  return {
    get: {
      operationId: operationId(path),
      tags: [tagOf(path)],
      summary,
      security: security('read'),
      parameters: [...pathParameters(path), ...queryParameters(parameters), use('parameters', 'If-None-Match')],
      responses: {
        '200': answered(`GET ${path}`, schema, examples),
        '304': use('responses', 'Unchanged'),
        ...errorResponses([...USUAL_ERRORS, ...notFoundOf(path)]),
      },
    },
  };
}

/** The whole API as an OpenAPI 3.1 document. */
export function openApiDocument(examples: Examples = EXAMPLES): Described {
  const questions = ROUTES.map((route) => [route.path, question(route, examples)] as const);
  const paths = new Map<string, Described>(questions);
  for (const [path, operations] of Object.entries(otherPaths(examples))) {
    paths.set(path, { ...paths.get(path), ...operations });
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'HiveBoard bridge',
      version: schemas.version,
      description: ABOUT,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(paths),
    components: {
      schemas: schemas.components,
      headers: HEADER_COMPONENTS,
      parameters: {
        'If-None-Match': {
          name: 'If-None-Match',
          in: 'header',
          description: 'The ETag of an answer that you have.',
          schema: { type: 'string' },
        },
      },
      responses: { Unchanged: { description: 'The answer that you have still holds.' } },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key.' },
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'The same key, in another header.' },
      },
    },
  };
}
