import { Router, json, type Request } from 'express';
import { z } from 'zod';
import {
  ISSUE_DECISIONS,
  isRecord,
  type IssueAnswer,
  type IssueDecision,
  type IssueItem,
} from '@hiveboard/sdk/contract';
import { HttpError } from '../errors.js';
import type { Admission } from '../keys/gate.js';
import { admitted, goneSignal } from './api.js';
import { parse } from './params.js';

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

const body = z.object({
  action: z.enum(ISSUE_DECISIONS),
  by: z.string().trim().min(1).max(256).optional(),
});

function bodyOf(request: Request): z.output<typeof body> {
  if (isRecord(request.body)) return parse(body, request.body);
  const message = 'body: expected JSON, sent as application/json';
  throw new HttpError('invalid_parameter', { message, details: { parameter: 'body' } });
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
