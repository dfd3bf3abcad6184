import { cx } from '@emotion/css';
import { Icon, useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import type { SpendRow } from '../../data/spend-by-group.js';
import { formatCost, formatCount, MISSING } from '../../format.js';
import { CallCount, SpendCell } from './spend-cells.js';
import { ranked } from './spend.js';
import { tableStyles } from './table-styles.js';

interface AgentTableProps {
  readonly groups: readonly SpendRow[];
  readonly estimates: boolean;
  readonly chosen: string | undefined;
  readonly onChoose: (agentId: string) => void;
  readonly agentHref?: ((agentId: string) => string) | undefined;
}

const SPLIT = 'Of all priced calls, reported and estimated, where prices tell input and output apart';

/** What each agent took, the dearest first. A click filters by it. */
export function AgentTable({ groups, estimates, chosen, onChoose, agentHref }: AgentTableProps): ReactElement {
  const styles = useStyles2(tableStyles);
  return (
    <table className={styles.table} data-testid="cost-by-agent">
      <thead>
        <tr>
          <th className={styles.wide}>Agent</th>
          <th>Calls</th>
          <th className={styles.spare}>Tokens in</th>
          <th className={styles.spare}>Tokens out</th>
          <th className={styles.spare} title={SPLIT}>
            Input cost
          </th>
          <th className={styles.spare} title={SPLIT}>
            Output cost
          </th>
          <th>Total cost</th>
          {agentHref !== undefined && <th aria-label="Open" />}
        </tr>
      </thead>
      <tbody>
        {ranked(groups, estimates).map((row) => (
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
                <span>{row.group}</span>
              </button>
            </td>
            <td>
              <CallCount row={row} />
            </td>
            <td className={styles.spare}>{formatCount(row.tokens_in)}</td>
            <td className={styles.spare}>{formatCount(row.tokens_out)}</td>
            <td className={styles.spare}>{splitText(row.input_cost, row)}</td>
            <td className={styles.spare}>{splitText(row.output_cost, row)}</td>
            <td>
              <SpendCell spend={row} estimates={estimates} />
            </td>
            {agentHref !== undefined && (
              <td>
                <a
                  className={styles.link}
                  href={agentHref(row.group)}
                  aria-label={`Open agent ${row.group}`}
                  onClick={(event) => {
                    event.stopPropagation();
                  }}
                >
                  <Icon name="arrow-right" />
                </a>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const splitText = (cost: number | null, row: SpendRow): string =>
  cost === null ? MISSING : `${row.estimated_cost > 0 ? '~' : ''}${formatCost(cost)}`;
