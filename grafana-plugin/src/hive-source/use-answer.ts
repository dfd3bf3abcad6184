import { CoreApp, rangeUtil, type DataFrame, type DataQueryRequest, type RawTimeRange } from '@grafana/data';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { defer, EMPTY, repeat, timer } from 'rxjs';
import { failureOfQueryError, type Failure } from '../data/failure.js';
import type { HiveQuery } from '../data/query.js';
import type { HiveSource } from './hive-source.js';

/** What a page knows: the newest answer, and how it stands. An answer stays while the next one is on its way. */
export interface Answer {
  readonly frames: readonly DataFrame[] | undefined;
  /** When the frames came, in milliseconds. */
  readonly observedAt: number;
  /** What went wrong with the latest request. */
  readonly failure: Failure | undefined;
  readonly isLoading: boolean;
  readonly refresh: () => void;
}

/** What a page asks. */
export interface Question {
  readonly source: HiveSource;
  readonly queries: readonly HiveQuery[];
  readonly range: RawTimeRange;
  /** Milliseconds between an answer and the next request; null asks once. */
  readonly refreshMs: number | null;
  /** The least pause after an answer, in milliseconds; for answers that hardly change any more. Must be stable. */
  readonly restMs?: (frames: readonly DataFrame[]) => number;
}

const noRest = (): number => 0;

interface Known {
  readonly frames: readonly DataFrame[] | undefined;
  readonly observedAt: number;
  readonly failure: Failure | undefined;
  /** The question that this answers. */
  readonly asked: string;
}

const NOTHING: Known = { frames: undefined, observedAt: 0, failure: undefined, asked: '' };

/** Asks the data source, and again in the rhythm of `refreshMs`. A changed question is asked at once. */
export function useAnswer({ source, queries, range, refreshMs, restMs = noRest }: Question): Answer {
  const [known, setKnown] = useState(NOTHING);
  const [round, setRound] = useState(0);
  const text = JSON.stringify([queries, range.from, range.to]);
  const question = `${round} ${text}`;

  useEffect(() => {
    let rest = 0;
    const asking = defer(() => source.query(requestOf(text))).pipe(
      repeat({ delay: () => (refreshMs === null ? EMPTY : timer(Math.max(refreshMs, rest))) }),
    );
    const subscription = asking.subscribe({
      next: ({ data, errors }) => {
        const problem = errors?.[0];
        rest = problem === undefined ? restMs(data) : 0;
        setKnown((before) => ({
          frames: problem === undefined ? data : before.frames,
          observedAt: problem === undefined ? Date.now() : before.observedAt,
          failure: problem === undefined ? undefined : failureOfQueryError(problem),
          asked: question,
        }));
      },
      error: (thrown: unknown) => {
        setKnown((before) => ({ ...before, failure: failureOfQueryError(thrown), asked: question }));
      },
    });
    return () => {
      subscription.unsubscribe();
    };
  }, [source, text, question, refreshMs, restMs]);

  const refresh = useCallback(() => {
    setRound((before) => before + 1);
  }, []);
  const { frames, observedAt, failure, asked } = known;
  return useMemo(
    () => ({ frames, observedAt, failure, isLoading: asked !== question, refresh }),
    [frames, observedAt, failure, asked, question, refresh],
  );
}

function requestOf(text: string): DataQueryRequest<HiveQuery> {
  const [queries, from, to] = JSON.parse(text) as [HiveQuery[], string, string];
  const range = rangeUtil.convertRawToRange({ from, to });
  return {
    app: CoreApp.Unknown,
    requestId: 'hive',
    timezone: 'browser',
    startTime: Date.now(),
    interval: '1m',
    intervalMs: 60_000,
    scopedVars: {},
    targets: queries,
    range,
  };
}
