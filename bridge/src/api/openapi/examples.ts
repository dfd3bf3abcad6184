import recorded from './examples.json' with { type: 'json' };

/** A question and its answer, as a real bridge gave it. */
export interface Example {
  /** The variable parts of the path. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** What was sent, of a question that sends something. */
  readonly body?: unknown;
  readonly answer: unknown;
}

/** Examples by method and path, as `GET /v1/agents`. `npm run docs` records them. */
export type Examples = Readonly<Record<string, Example>>;

export const EXAMPLES: Examples = recorded;
