import { useStyles2 } from '@grafana/ui';
import type { Spend } from '@hiveboard/sdk/contract';
import type { ReactElement } from 'react';
import type { SpendRow } from '../../data/spend-by-group.js';
import { formatCount } from '../../format.js';
import { spendText } from './spend.js';
import { tableStyles } from './table-styles.js';

/** The number of calls, and how many of them have no price. */
export function CallCount({ row }: { readonly row: SpendRow }): ReactElement {
  const styles = useStyles2(tableStyles);
  return (
    <>
      {row.unpriced_calls > 0 && (
        <span className={styles.unpriced} title="Calls without a cost, of models without a known price">
          {row.unpriced_calls === row.calls ? '' : `${formatCount(row.unpriced_calls)} `}unpriced{' '}
        </span>
      )}
      {formatCount(row.calls)}
    </>
  );
}

/** A sum of money, and beside it the estimates that are not in it. */
export function SpendCell({ spend, estimates }: { readonly spend: Spend; readonly estimates: boolean }): ReactElement {
  const styles = useStyles2(tableStyles);
  const { main, aside } = spendText(spend, estimates);
  return (
    <>
      {aside !== null && (
        <span className={styles.aside} title="Estimated from prices; not in the sum">
          {aside}{' '}
        </span>
      )}
      {main}
    </>
  );
}
