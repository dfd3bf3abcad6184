import type { AnswerPath, Answers, IssueAnswer, IssueRequest } from '@hiveboard/sdk/contract';
import type { z } from 'zod';
import type { ROUTES } from '../api/routes.js';
import { filled, type Address } from './address.js';

type Routes = (typeof ROUTES)[number];

/** What a question may be asked, by the schema that its route checks it with. */
export type ParamsOf<Path extends AnswerPath> = Readonly<z.input<Extract<Routes, { path: Path }>['parameters']>>;

/** The names of a path's variable parts: `id` of `/v1/tasks/{id}/timeline`. */
type PartName<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PartName<Rest>
  : never;

/** Values for a path's variable parts, as they are: they are percent-encoded when they are sent. */
export type PartsOf<Path extends string> = Readonly<Record<PartName<Path>, string>>;

/** What a question is asked. */
export type Asked<Path extends AnswerPath> = { readonly params?: ParamsOf<Path> } & ([PartName<Path>] extends [never]
  ? { readonly path?: never }
  : { readonly path: PartsOf<Path> });

/** The second argument of a question: needed only where its path has variable parts. */
export type AskedOptionally<Path extends AnswerPath, More = unknown> = [PartName<Path>] extends [never]
  ? readonly [asked?: Asked<Path> & More]
  : readonly [asked: Asked<Path> & More];

/** A question of the API, whose answer is known by its path: `Answers[Path]`. */
export interface ApiRequest<Path extends AnswerPath> extends Address {
  readonly route: Path;
}

/** Questions that are answered in pages. */
export type PagedPath = {
  [Path in AnswerPath]: Answers[Path] extends { readonly pagination: { readonly cursor: string | null } }
    ? Path
    : never;
}[AnswerPath];

/** What can be told to do something, what it is sent, and the answer. */
export interface Commands {
  readonly '/v1/agents/{id}/issues/{key}': { readonly body: IssueRequest; readonly answer: IssueAnswer };
}

type Loose = Readonly<Record<string, string | number | undefined>>;

const given = (params: Loose): Address['params'] =>
  Object.fromEntries(Object.entries(params).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/**
 * A question, for hosts that send requests themselves. Parameters that are undefined are left out.
 *
 * @param route the path as the contract writes it
 */
export function apiRequest<Path extends AnswerPath>(route: Path, ...[asked]: AskedOptionally<Path>): ApiRequest<Path> {
  const { path, params = {} }: { readonly path?: Readonly<Record<string, string>>; readonly params?: Loose } =
    asked ?? {};
  return { route, path: filled(route, path), params: given(params) };
}

/** The same question for the page that `cursor` names. */
export const nextPage = <Path extends PagedPath>(request: ApiRequest<Path>, cursor: string): ApiRequest<Path> => ({
  ...request,
  params: { ...request.params, cursor },
});
