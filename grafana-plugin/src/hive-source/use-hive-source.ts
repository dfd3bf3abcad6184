import { usePluginContext } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { isRecord } from '@hiveboard/sdk/contract';
import { useEffect, useState } from 'react';
import { failure, type Failure } from '../data/failure.js';
import { HiveDataSource } from '../datasource/hive-datasource.js';
import { DATASOURCE_TYPE } from '../routes.js';
import { chosenUid, chooseInstance } from './choose-instance.js';
import type { HiveSource } from './hive-source.js';

/** The data source that pages read, while it is looked for and when there is none. */
export type SourceState =
  | { readonly phase: 'loading' }
  | { readonly phase: 'absent' }
  | { readonly phase: 'failed'; readonly failure: Failure }
  | { readonly phase: 'ready'; readonly source: HiveSource };

/** The one data source that the app's pages read. */
export function useHiveSource(): SourceState {
  const context = usePluginContext();
  const [state, setState] = useState<SourceState>({ phase: 'loading' });
  const uid = chooseInstance(getDataSourceSrv().getList({ type: DATASOURCE_TYPE }), chosenUid(context?.meta))?.uid;

  useEffect(() => {
    let isCurrent = true;
    const settle = (next: SourceState): void => {
      if (isCurrent) setState(next);
    };
    if (uid === undefined) {
      settle({ phase: 'absent' });
    } else {
      getDataSourceSrv()
        .get(uid)
        .then((source) => {
          settle(isHiveSource(source) ? { phase: 'ready', source } : { phase: 'absent' });
        })
        .catch(() => {
          settle({ phase: 'failed', failure: failure('no-datasource') });
        });
    }
    return () => {
      isCurrent = false;
    };
  }, [uid]);

  return state;
}

// Grafana may load the data source's module twice, so its class is no proof of identity.
const isHiveSource = (source: unknown): source is HiveSource =>
  source instanceof HiveDataSource || (isRecord(source) && source['type'] === DATASOURCE_TYPE);
