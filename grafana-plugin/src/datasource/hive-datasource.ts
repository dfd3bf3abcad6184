import type {
  DataFrame,
  DataQueryError,
  DataQueryRequest,
  DataQueryResponse,
  DataSourceInstanceSettings,
  LegacyMetricFindQueryOptions,
  MetricFindValue,
  ScopedVars,
  TestDataSourceResponse,
} from '@grafana/data';
import { DataSourceApi, LoadingState } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { catchError, forkJoin, lastValueFrom, map, of, type Observable } from 'rxjs';
import { failure, failureOf, type Failure } from '../data/failure.js';
import { emptyQuery, incompleteness, interpolated, type HiveQuery } from '../data/query.js';
import { agentsRequest, metricsRequest, type Range } from '../data/request.js';
import { answerTo } from './answer.js';
import { askAgents, askAt, askHealth, type Ask } from './bridge-api.js';
import { dataFrameOf } from './data-frame.js';

/** What a variable may list: `agents` or `models`. */
export type VariableQuery = string | { readonly query?: string; readonly refId?: string };

const WEEK_MS = 7 * 86_400_000;

/** The one connection to the bridge: every page and panel asks through it. */
export class HiveDataSource extends DataSourceApi<HiveQuery> {
  readonly #url: string;
  readonly #ask: Ask;

  constructor(settings: DataSourceInstanceSettings) {
    super(settings);
    this.#url = settings.url ?? '';
    this.#ask = askAt(this.#url);
  }

  override getDefaultQuery(): Partial<HiveQuery> {
    return emptyQuery('agents', 'A');
  }

  override filterQuery(query: HiveQuery): boolean {
    return query.hide !== true && incompleteness(query) === null;
  }

  override interpolateVariablesInQueries(queries: HiveQuery[], scopedVars: ScopedVars): HiveQuery[] {
    return queries.map((query) => interpolated(query, (text) => getTemplateSrv().replace(text, scopedVars)));
  }

  /** Answers every query on its own: one that fails leaves the others standing. */
  override query({ targets, range, scopedVars }: DataQueryRequest<HiveQuery>): Observable<DataQueryResponse> {
    const queries = this.interpolateVariablesInQueries(
      targets.filter((query) => this.filterQuery(query)),
      scopedVars,
    );
    if (queries.length === 0) return of({ data: [], state: LoadingState.Done });
    const span: Range = { from: range.from.valueOf(), to: range.to.valueOf() };
    return forkJoin(queries.map((query) => this.#answer(query, span))).pipe(map(merged));
  }

  #answer(query: HiveQuery, range: Range): Observable<Answer> {
    return answerTo(this.#ask, query, range).pipe(
      map((tables) => ({ data: tables.map((table) => dataFrameOf(table, query.refId)) })),
      catchError((error: unknown) => of({ data: [], errors: [queryError(failureOf(error), query.refId)] })),
    );
  }

  /** The ids of agents or the names of models, for variables and editors. */
  override async metricFindQuery(
    query: VariableQuery,
    options?: LegacyMetricFindQueryOptions,
  ): Promise<MetricFindValue[]> {
    const what = typeof query === 'string' ? query : (query.query ?? '');
    const to = options?.range?.to.valueOf() ?? Date.now();
    const from = options?.range?.from.valueOf() ?? to - WEEK_MS;
    const names = what.trim() === 'models' ? this.#models({ from, to }) : this.#agentIds();
    return (await lastValueFrom(names)).map((text) => ({ text, value: text }));
  }

  #agentIds(): Observable<readonly string[]> {
    return askAgents(this.#ask).pipe(map((agents) => agents.map((agent) => agent.agent_id).sort()));
  }

  #models(range: Range): Observable<readonly string[]> {
    return this.#ask(metricsRequest({ metric: 'cost', groupBy: 'model' }, range)).pipe(
      map(({ groups }) => groups.map(({ group }) => group)),
    );
  }

  /** Looks for the first thing that is wrong, from the outside in: address, readiness, key. */
  override async testDatasource(): Promise<TestDataSourceResponse> {
    try {
      await lastValueFrom(askHealth(this.#url, '/healthz'));
      await lastValueFrom(askHealth(this.#url, '/readyz'));
      const { data } = await lastValueFrom(this.#ask(agentsRequest(1)));
      if (!Array.isArray(data)) return testFailure(failure('wrong-address'));
      return {
        status: 'success',
        message: data.length === 0 ? 'Connected. No agent has reported yet.' : 'Connected. Agents are reporting.',
      };
    } catch (error) {
      return testFailure(failureOf(error));
    }
  }
}

const testFailure = ({ title, advice }: Failure): TestDataSourceResponse => ({
  status: 'error',
  message: `${title}. ${advice}`,
});

/** A failure as Grafana's panels show it; `data.error` keeps its kind for our own pages. */
const queryError = ({ kind, title, advice }: Failure, refId: string): DataQueryError => ({
  refId,
  message: `${title}. ${advice}`,
  data: { error: kind, message: advice },
});

/** What one query came to. */
interface Answer {
  readonly data: DataFrame[];
  readonly errors?: DataQueryError[];
}

function merged(answers: readonly Answer[]): DataQueryResponse {
  const errors = answers.flatMap((answer) => answer.errors ?? []);
  return {
    data: answers.flatMap(({ data }) => data),
    state: errors.length === 0 ? LoadingState.Done : LoadingState.Error,
    ...(errors.length === 0 ? {} : { errors }),
  };
}
