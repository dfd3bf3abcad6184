import { cx } from '@emotion/css';
import { useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import type { SpendRow } from '../../data/spend-by-group.js';
import { formatCount } from '../../format.js';
import { CallCount, SpendCell } from './spend-cells.js';
import { ranked, shareOf } from './spend.js';
import { tableStyles } from './table-styles.js';

interface ModelTableProps {
  readonly groups: readonly SpendRow[];
  readonly estimates: boolean;
  readonly colors: ReadonlyMap<string, string>;
  readonly chosen: string | undefined;
  readonly onChoose: (model: string) => void;
}

/** What each model took. A click filters by it. */
export function ModelTable({ groups, estimates, colors, chosen, onChoose }: ModelTableProps): ReactElement {
  const styles = useStyles2(tableStyles);
  const rows = ranked(groups, estimates);
  return (
    <table className={styles.table} data-testid="cost-by-model">
      <thead>
        <tr>
          <th className={styles.wide}>Model</th>
          <th>Calls</th>
          <th className={styles.spare}>Tokens in</th>
          <th className={styles.spare}>Tokens out</th>
          <th>Cost</th>
          <th className={cx(styles.spare, styles.railCell)} aria-label="Share of the most expensive" />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={row.group}
            className={cx(styles.row, row.group === chosen && styles.chosen)}
            onClick={() => {
              onChoose(row.group);
            }}
            data-group={row.group}
          >
            <td className={styles.wide}>
              <button type="button" className={styles.name} title={row.group} aria-pressed={row.group === chosen}>
                <span className={styles.swatch} style={{ background: colors.get(row.group) }} />
                <span>{row.group}</span>
              </button>
            </td>
            <td>
              <CallCount row={row} />
            </td>
            <td className={styles.spare}>{formatCount(row.tokens_in)}</td>
            <td className={styles.spare}>{formatCount(row.tokens_out)}</td>
            <td>
              <SpendCell spend={row} estimates={estimates} />
            </td>
            <td className={cx(styles.spare, styles.railCell)}>
              <span className={styles.rail}>
                <span
                  className={styles.share}
                  style={{ width: `${shareOf(row, rows, estimates) * 100}%`, background: colors.get(row.group) }}
                />
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
