import { css, cx } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { LlmCallRecord } from '@hiveboard/sdk/contract';
import { Fragment, useState, type ReactElement } from 'react';
import { formatCount } from '../../format.js';
import { costOrigin, costText } from '../llm-call/call-text.js';
import { LlmCallDetail } from '../llm-call/llm-call-detail.js';
import { tableStyles } from './table-styles.js';

interface CallsTableProps {
  readonly calls: readonly LlmCallRecord[];
  readonly agentHref?: ((agentId: string) => string) | undefined;
  readonly taskHref?: ((taskId: string, runId: string) => string) | undefined;
}

const COLUMNS = 7;

/** Calls one by one, the newest first. A row opens to what was asked and answered. */
export function CallsTable({ calls, agentHref, taskHref }: CallsTableProps): ReactElement {
  const styles = useStyles2(tableStyles);
  const own = useStyles2(getStyles);
  const [openId, setOpenId] = useState<string>();
  return (
    <table className={styles.table} data-testid="recent-calls">
      <thead>
        <tr>
          <th className={styles.words}>Time</th>
          <th className={cx(styles.words, styles.spare)}>Agent</th>
          <th className={cx(styles.words, styles.spare)}>Model</th>
          <th className={styles.wide}>Call</th>
          <th className={styles.spare}>Tokens in</th>
          <th className={styles.spare}>Tokens out</th>
          <th>Cost</th>
        </tr>
      </thead>
      <tbody>
        {calls.map((call) => {
          const open = call.event_id === openId;
          const toggle = (): void => {
            setOpenId(open ? undefined : call.event_id);
          };
          return (
            <Fragment key={call.event_id}>
              <tr className={cx(styles.row, open && styles.chosen)} onClick={toggle} data-call={call.event_id}>
                <td className={styles.words}>
                  <button type="button" className={styles.name} aria-expanded={open}>
                    <Icon name={open ? 'angle-down' : 'angle-right'} />
                    <span>{dateTimeFormat(Date.parse(call.timestamp), { format: 'MM-DD HH:mm:ss' })}</span>
                  </button>
                </td>
                <td className={cx(styles.words, styles.spare, own.bounded)} title={call.agent_id}>
                  {call.agent_id}
                </td>
                <td className={cx(styles.words, styles.spare, own.bounded)} title={call.model}>
                  {call.model}
                </td>
                <td className={styles.wide} title={call.name}>
                  <span className={styles.clipped}>
                    {call.error_message !== null && (
                      <Icon name="exclamation-circle" className={own.failed} aria-label="Failed" />
                    )}
                    {call.name}
                  </span>
                </td>
                <td className={styles.spare}>{formatCount(call.tokens_in)}</td>
                <td className={styles.spare}>{formatCount(call.tokens_out)}</td>
                <td title={costOrigin(call.cost_source)}>{costText(call)}</td>
              </tr>
              {open && (
                <tr data-testid="call-detail">
                  <td colSpan={COLUMNS} className={own.open}>
                    <p className={own.links}>
                      Agent <Name text={call.agent_id} href={agentHref?.(call.agent_id)} />
                      {call.task_id !== null && (
                        <>
                          {' '}
                          · Task <Name text={call.task_id} href={taskHref?.(call.task_id, call.task_run_id ?? '')} />
                        </>
                      )}
                    </p>
                    <LlmCallDetail call={call} />
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

function Name({ text, href }: { readonly text: string; readonly href: string | undefined }): ReactElement {
  const styles = useStyles2(tableStyles);
  return href === undefined ? (
    <strong>{text}</strong>
  ) : (
    <a className={styles.link} href={href}>
      {text}
    </a>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bounded: css({ '&&': { maxWidth: 180, overflow: 'hidden', textOverflow: 'ellipsis' } }),
  failed: css({ color: theme.colors.error.text, marginRight: theme.spacing(0.5) }),
  open: css({
    '&&': {
      textAlign: 'left',
      whiteSpace: 'normal',
      padding: theme.spacing(1, 1.5, 2, 3.5),
      maxWidth: 0,
      background: theme.colors.background.secondary,
    },
  }),
  links: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
});
