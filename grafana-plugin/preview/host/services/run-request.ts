import type { DataQueryError, DataQueryRequest, DataQueryResponse, DataSourceApi, PanelData } from '@grafana/data';
import { LoadingState, toDataFrame } from '@grafana/data';
import { toDataQueryError } from '@grafana/runtime';
import type { Observable } from 'rxjs';
import { catchError, from, map, of, startWith } from 'rxjs';

/** Asks a data source and tells how it goes: loading at once, then every answer, a failure as a state. */
export function runRequest(
  source: DataSourceApi,
  request: DataQueryRequest,
  query: DataSourceApi['query'] = source.query.bind(source),
): Observable<PanelData> {
  const at = (state: LoadingState, error?: DataQueryError): PanelData => ({
    state,
    series: [],
    timeRange: request.range,
    request,
    ...(error && { error, errors: [error] }),
  });
  const answered = ({ data, state, error, errors }: DataQueryResponse): PanelData => {
    const failure = error ?? errors?.[0];
    return {
      ...at(failure ? LoadingState.Error : (state ?? LoadingState.Done), failure),
      series: data.map((frame) => toDataFrame(frame)),
    };
  };
  return from(query(request)).pipe(
    map(answered),
    catchError((error: unknown) => of(at(LoadingState.Error, toDataQueryError(error)))),
    startWith(at(LoadingState.Loading)),
  );
}
