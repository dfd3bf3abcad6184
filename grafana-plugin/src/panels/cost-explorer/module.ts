import { PanelPlugin } from '@grafana/data';
import { CostExplorerPanel } from './cost-explorer-panel.js';

export const plugin = new PanelPlugin(CostExplorerPanel);
