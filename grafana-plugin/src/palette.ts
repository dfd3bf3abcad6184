import type { AgentStatus, TaskStatus } from '@hiveboard/sdk/contract';
import type { GrafanaTheme2 } from '@grafana/data';

/** What a state means to the person who looks, from the most urgent to the least. */
export type Tone = 'critical' | 'error' | 'warning' | 'active' | 'success' | 'neutral' | 'llm';

/** A shape that tells states apart where colour cannot. Drawn by `StateMark`. */
export type Mark = 'alert' | 'cross' | 'pause' | 'play' | 'circle' | 'power' | 'check' | 'up' | 'dash';

/** How one state looks and reads. */
export interface StateLook {
  readonly label: string;
  readonly tone: Tone;
  readonly mark: Mark;
  /** What it means, for a tooltip. */
  readonly meaning: string;
}

/** How an agent's status looks. */
export const AGENT_LOOKS: Readonly<Record<AgentStatus, StateLook>> = {
  stuck: {
    label: 'Stuck',
    tone: 'critical',
    mark: 'alert',
    meaning: 'No sign of life for longer than the agent promised',
  },
  error: {
    label: 'Error',
    tone: 'error',
    mark: 'cross',
    meaning: 'The latest task failed and none has started since',
  },
  waiting: { label: 'Waiting', tone: 'warning', mark: 'pause', meaning: 'A task waits for a human decision' },
  processing: { label: 'Processing', tone: 'active', mark: 'play', meaning: 'A task is running' },
  idle: { label: 'Idle', tone: 'neutral', mark: 'circle', meaning: 'Alive, with no task open' },
  offline: { label: 'Offline', tone: 'neutral', mark: 'power', meaning: 'Stopped on purpose' },
};

/** How a task's status looks. */
export const TASK_LOOKS: Readonly<Record<TaskStatus, StateLook>> = {
  completed: { label: 'Completed', tone: 'success', mark: 'check', meaning: 'Ended well' },
  failed: { label: 'Failed', tone: 'error', mark: 'cross', meaning: 'Ended with an error' },
  cancelled: { label: 'Cancelled', tone: 'neutral', mark: 'dash', meaning: 'Ended before it was done' },
  waiting: { label: 'Waiting', tone: 'warning', mark: 'pause', meaning: 'Waits for a human decision' },
  escalated: { label: 'Escalated', tone: 'warning', mark: 'up', meaning: 'Handed to somebody else' },
  processing: { label: 'Processing', tone: 'active', mark: 'play', meaning: 'Running' },
  stuck: { label: 'Stuck', tone: 'critical', mark: 'alert', meaning: 'Open, and nothing has been heard of it' },
};

/** The look of an agent's status; a word from a newer or foreign sender reads as itself. */
export const agentLook = (status: string): StateLook => lookIn(AGENT_LOOKS, status);

/** The look of a task's status; a word from a newer or foreign sender reads as itself. */
export const taskLook = (status: string): StateLook => lookIn(TASK_LOOKS, status);

function lookIn(looks: Readonly<Record<string, StateLook>>, word: string): StateLook {
  const known = Object.hasOwn(looks, word) ? looks[word] : undefined;
  return (
    known ?? {
      label: sentenceCase(word) || 'Unknown',
      tone: 'neutral',
      mark: 'circle',
      meaning: 'A state this version does not know',
    }
  );
}

function sentenceCase(word: string): string {
  const spaced = word.replaceAll('_', ' ').trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** The theme's colours for one tone. */
export interface ToneColors {
  /** Readable on the page's background. */
  readonly text: string;
  /** Strong: dots, bars, edges. */
  readonly main: string;
  /** A soft ground for text in `text`. */
  readonly soft: string;
  readonly border: string;
}

/** The colours of a tone in the theme in use. */
export function toneColors(theme: GrafanaTheme2, tone: Tone): ToneColors {
  const { colors, visualization } = theme;
  switch (tone) {
    case 'critical':
    case 'error':
      return rich(colors.error);
    case 'warning':
      return rich(colors.warning);
    case 'active':
      return rich(colors.info);
    case 'success':
      return rich(colors.success);
    case 'neutral':
      return {
        text: colors.text.secondary,
        main: colors.text.disabled,
        soft: colors.action.hover,
        border: colors.border.medium,
      };
    case 'llm': {
      const main = visualization.getColorByName('purple');
      const text = visualization.getColorByName(theme.isDark ? 'light-purple' : 'dark-purple');
      return { text, main, soft: `${main}26`, border: `${main}66` };
    }
  }
}

const rich = ({ text, main, transparent, border }: GrafanaTheme2['colors']['error']): ToneColors => ({
  text,
  main,
  soft: transparent,
  border,
});
