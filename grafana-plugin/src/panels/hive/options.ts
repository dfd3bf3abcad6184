import type { PanelOptionsEditorBuilder } from '@grafana/data';
import { DEFAULT_QUEUE_LIMITS } from '../../components/hive/card-facts.js';

/** What the Hive panel can be told. */
export interface HivePanelOptions {
  readonly showRibbon: boolean;
  readonly showSearch: boolean;
  /** Only agents that are stuck, failed or waiting. */
  readonly attentionOnly: boolean;
  /** Above this depth the queue badge turns amber. */
  readonly queueBadgeAbove: number;
  /** Above this depth the whole card gets an amber border. */
  readonly queueBorderAbove: number;
}

export function addHiveOptions(builder: PanelOptionsEditorBuilder<HivePanelOptions>): void {
  builder
    .addBooleanSwitch({
      path: 'showRibbon',
      name: 'Headline numbers',
      description: 'Total, processing, waiting, stuck, errors, success rate, duration, cost',
      defaultValue: true,
    })
    .addBooleanSwitch({ path: 'showSearch', name: 'Search', defaultValue: false })
    .addBooleanSwitch({
      path: 'attentionOnly',
      name: 'Only agents that need attention',
      description: 'Stuck, failed, or waiting for a human',
      defaultValue: false,
    })
    .addNumberInput({
      path: 'queueBadgeAbove',
      name: 'Amber queue badge above',
      defaultValue: DEFAULT_QUEUE_LIMITS.badge,
      settings: { min: 0, integer: true },
    })
    .addNumberInput({
      path: 'queueBorderAbove',
      name: 'Amber card border above',
      defaultValue: DEFAULT_QUEUE_LIMITS.border,
      settings: { min: 0, integer: true },
    });
}
