import { PanelPlugin } from '@grafana/data';
import { HivePanel } from './hive-panel.js';
import { addHiveOptions, type HivePanelOptions } from './options.js';

export const plugin = new PanelPlugin<HivePanelOptions>(HivePanel).setPanelOptions(addHiveOptions);
