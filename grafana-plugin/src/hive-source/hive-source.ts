import type { DataQueryRequest, DataQueryResponse } from '@grafana/data';
import type { Observable } from 'rxjs';
import type { HiveQuery } from '../data/query.js';

/** The part of the data source that pages use. */
export interface HiveSource {
  readonly query: (request: DataQueryRequest<HiveQuery>) => Observable<DataQueryResponse>;
}
