import { PanelPlugin } from '@grafana/data';
import { TimelinePanel } from './timeline-panel.js';

export const plugin = new PanelPlugin(TimelinePanel);
