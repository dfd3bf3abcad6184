import type { DataQuery } from '@grafana/schema';

/** A query of a preview panel: the common fields, and whatever the data source understands. */
export type PreviewQuery = DataQuery & Readonly<Record<string, unknown>>;

/** One panel of the preview dashboard; `gridPos` counts in Grafana's 24 columns and rows of 38 px. */
export interface PreviewPanel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly PreviewQuery[];
  readonly options?: Readonly<Record<string, unknown>>;
}

/** The dashboard at `/d/preview`: every nested panel once, fed by the nested data source. */
export const previewDashboard: { readonly title: string; readonly panels: readonly PreviewPanel[] } = {
  title: 'HiveBoard panels',
  panels: [
    {
      id: 1,
      type: 'hiveboard-hive-panel',
      title: 'Fleet',
      gridPos: { x: 0, y: 0, w: 24, h: 10 },
      targets: [{ refId: 'A', queryType: 'agents' }],
    },
    {
      id: 2,
      type: 'hiveboard-timeline-panel',
      title: 'Task timeline',
      gridPos: { x: 0, y: 10, w: 12, h: 12 },
      targets: [{ refId: 'A', queryType: 'timeline' }],
    },
    {
      id: 3,
      type: 'hiveboard-costexplorer-panel',
      title: 'Cost',
      gridPos: { x: 12, y: 10, w: 12, h: 12 },
      targets: [{ refId: 'A', queryType: 'cost' }],
    },
  ],
};
