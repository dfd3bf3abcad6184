import { Router, json, type Request } from 'express';
import { z } from 'zod';
import { ISSUE_DECISIONS, type IssueAnswer, type IssueDecision, type IssueItem } from '@hiveboard/sdk/contract';
import { HttpError } from '../errors.js';
import type { Admission } from '../keys/gate.js';
import { admitted, goneSignal } from './api.js';

/** What somebody decided about an issue. */
export interface Decided {
  readonly tenant: string;
  readonly agentId: string;
  readonly issueKey: string;
  readonly decision: IssueDecision;
  readonly by: string;
}

/** Carries a decision out: the issue as it is then, or undefined for one that was never reported. */
export type DecideIssue = (decided: Decided, signal: AbortSignal) => Promise<IssueItem | undefined>;

export interface IssueRouteDependencies {
  readonly decide: DecideIssue;
  /** Who asks, and whether they may. */
  readonly admit: (request: Request) => Admission;
}

const LARGEST = '16kb';

const body = z.strictObject({
  action: z.enum(ISSUE_DECISIONS, { error: `expected one of ${ISSUE_DECISIONS.join(', ')}` }),
  by: z.string().trim().min(1).max(256).optional(),
});

function bodyOf(request: Request): z.output<typeof body> {
  const parsed = body.safeParse(request.body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.code === 'unrecognized_keys' ? (issue.keys[0] ?? '') : String(issue?.path[0] ?? 'body');
  const message =
    request.body === undefined
      ? 'body: expected JSON, sent as application/json'
      : `${field.slice(0, 64)}: ${issue?.message ?? 'not what it may be'}`;
  throw new HttpError('invalid_parameter', { message, details: { parameter: field.slice(0, 64) } });
}

/** `POST /v1/agents/{id}/issues/{key}`: resolves, dismisses or reopens an issue. Doing it again changes nothing. */
export function issueRoute({ decide, admit }: IssueRouteDependencies): Router {
  const router = Router();
  router.post('/v1/agents/:id/issues/:key', json({ limit: LARGEST }), async (request, response) => {
    const { tenant, keyName } = admitted(admit(request), response);
    const { action, by = keyName } = bodyOf(request);
    const { id, key } = request.params;
    const decided = { tenant, agentId: id, issueKey: key, decision: action, by };
    const data = await decide(decided, goneSignal(response));
    if (data === undefined) throw new HttpError('issue_not_found');
    const answer: IssueAnswer = { data };
    response.set('cache-control', 'no-store').json(answer);
  });
  return router;
}
