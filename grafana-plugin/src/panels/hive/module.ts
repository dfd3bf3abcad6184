import { PanelPlugin } from '@grafana/data';
import { HivePanel } from './hive-panel.js';

export const plugin = new PanelPlugin(HivePanel);
