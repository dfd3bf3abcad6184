import type { StandardEditorsRegistryItem } from '@grafana/data';
import {
  standardEditorsRegistry,
  standardFieldConfigEditorRegistry,
  standardTransformersRegistry,
} from '@grafana/data';

/** The option editors that a panel may name; a panel that names an unknown one does not load. */
const editorIds = [
  'number',
  'slider',
  'text',
  'strings',
  'boolean',
  'select',
  'multi-select',
  'radio',
  'unit',
  'color',
  'fieldColor',
  'links',
  'actions',
  'stats-picker',
  'timezone',
  'field-name',
  'dashboard-uid',
  'mappings',
  'thresholds',
];

/** The preview shows panels, it does not edit them: editors exist by name only. */
export function registerEditors(): void {
  const items = editorIds.map((id): StandardEditorsRegistryItem => ({ id, name: id, editor: () => null }));
  standardEditorsRegistry.setInit(() => items);
  standardFieldConfigEditorRegistry.setInit(() => []);
  standardTransformersRegistry.setInit(() => []);
}
