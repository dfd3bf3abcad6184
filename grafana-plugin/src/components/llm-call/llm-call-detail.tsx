import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { LlmCallRecord } from '@hiveboard/sdk/contract';
import type { ReactElement, ReactNode } from 'react';
import { formatCount, formatDuration, formatPercent, MISSING } from '../../format.js';
import { costOrigin, costText } from './call-text.js';
import { Preview } from './preview.js';
import { toneClasses } from './tone-classes.js';
import { ValueList } from './value-list.js';

/** Everything that is known of one call: numbers, how its tokens divide, what was asked and answered. */
export function LlmCallDetail({ call }: { readonly call: LlmCallRecord }): ReactElement {
  const styles = useStyles2(getStyles);
  const tones = useStyles2(toneClasses);
  return (
    <div className={styles.detail}>
      {call.error_message !== null && (
        <p role="alert" className={cx(tones.error, styles.error)}>
          {call.error_message}
        </p>
      )}
      <dl className={styles.facts}>
        <Fact name="Model" value={call.model} note={call.provider} wide />
        <Fact name="Cost" value={costText(call)} note={costOrigin(call.cost_source)} />
        <Fact name="Duration" value={formatDuration(call.duration_ms)} />
        <Fact name="Tokens in" value={formatCount(call.tokens_in)} note={cacheNote(call)} />
        <Fact name="Tokens out" value={formatCount(call.tokens_out)} note={reasoningNote(call)} />
        {call.plan_step !== null && <Fact name="Plan step" value={call.plan_step + 1} note={revisionNote(call)} />}
        {call.attempt !== null && <Fact name="Retry" value={call.attempt} />}
        {call.session_id !== null && <Fact name="Session" value={call.session_id} wide />}
        {call.user_id !== null && <Fact name="User" value={call.user_id} wide />}
      </dl>
      <TokenRatio call={call} />
      <Preview title="Prompt" text={call.prompt_preview} />
      <Preview title="Response" text={call.response_preview} />
      {call.metadata !== null && Object.keys(call.metadata).length > 0 && (
        <section aria-label="Metadata">
          <h4 className={styles.title}>Metadata</h4>
          <ValueList data={call.metadata} />
        </section>
      )}
    </div>
  );
}

interface FactProps {
  readonly name: string;
  readonly value: ReactNode;
  readonly note?: string | null;
  readonly wide?: boolean;
}

function Fact({ name, value, note, wide = false }: FactProps): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <div className={wide ? styles.wide : undefined}>
      <dt className={styles.name}>{name}</dt>
      <dd className={styles.value}>
        {value}
        {note != null && <span className={styles.note}>{note}</span>}
      </dd>
    </div>
  );
}

function cacheNote({ cache_read_tokens, cache_write_tokens }: LlmCallRecord): string | null {
  const parts = [
    cache_read_tokens === null ? null : `${formatCount(cache_read_tokens)} from cache`,
    cache_write_tokens === null ? null : `${formatCount(cache_write_tokens)} to cache`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

const reasoningNote = ({ reasoning_tokens }: LlmCallRecord): string | null =>
  reasoning_tokens === null ? null : `${formatCount(reasoning_tokens)} reasoning`;

const revisionNote = ({ plan_revision }: LlmCallRecord): string | null =>
  plan_revision === null || plan_revision === 0 ? null : `revision ${plan_revision}`;

function TokenRatio({ call: { tokens_in, tokens_out } }: { readonly call: LlmCallRecord }): ReactElement | null {
  const styles = useStyles2(getStyles);
  const tones = useStyles2(toneClasses);
  const total = (tokens_in ?? 0) + (tokens_out ?? 0);
  if (tokens_in === null || tokens_out === null || total === 0) return null;
  const share = tokens_in / total;
  const words = `${formatPercent(share)} in, ${formatPercent(1 - share)} out`;
  return (
    <div role="img" aria-label={`Tokens: ${words}`} title={words} className={styles.ratio}>
      <span className={cx(tones.active, styles.part)} style={{ flexGrow: share }} />
      <span className={cx(tones.llm, styles.part)} style={{ flexGrow: 1 - share }} />
      <span className={styles.words}>{share === 0 ? MISSING : words}</span>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  detail: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5), minWidth: 0 }),
  error: css({
    margin: 0,
    padding: theme.spacing(1),
    color: 'var(--tone-text)',
    background: 'var(--tone-soft)',
    borderRadius: theme.shape.radius.default,
    overflowWrap: 'anywhere',
  }),
  facts: css({
    margin: 0,
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(92px, 1fr))',
    gap: theme.spacing(1.5),
  }),
  wide: css({ gridColumn: '1 / -1' }),
  name: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, fontWeight: 'normal' }),
  value: css({
    margin: 0,
    fontWeight: theme.typography.fontWeightMedium,
    fontVariantNumeric: 'tabular-nums',
    overflowWrap: 'anywhere',
    display: '-webkit-box',
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: 4,
    overflow: 'hidden',
  }),
  note: css({
    ...theme.typography.bodySmall,
    display: 'block',
    fontWeight: 'normal',
    color: theme.colors.text.secondary,
  }),
  ratio: css({ display: 'flex', alignItems: 'center', gap: 2 }),
  part: css({ height: 6, minWidth: 2, flexBasis: 0, background: 'var(--tone-main)', borderRadius: 3 }),
  words: css({
    ...theme.typography.bodySmall,
    flexShrink: 0,
    color: theme.colors.text.secondary,
    marginLeft: theme.spacing(1),
  }),
  title: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, margin: 0 }),
});
