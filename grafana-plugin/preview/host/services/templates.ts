import type { ScopedVars } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import { locationService } from '@grafana/runtime';

const placeholder = /\$(\w+)|\$\{(\w+)(?::\w+)?\}|\[\[(\w+)(?::\w+)?\]\]/g;

/** Fills in dashboard variables: scoped ones first, then `var-<name>` of the address. An unknown name stays as it is. */
export const replaceVariables = (target = '', scopedVars: ScopedVars = {}): string =>
  target.replace(placeholder, (match: string, ...names: (string | undefined)[]) => {
    const name = names.find((candidate) => typeof candidate === 'string') ?? '';
    return valueOf(name, scopedVars) ?? match;
  });

export const templateSrv: TemplateSrv = {
  getVariables: () => [],
  replace: replaceVariables,
  containsTemplate: (target = '') => target.search(placeholder) >= 0,
  updateTimeRange: () => undefined,
};

function valueOf(name: string, scopedVars: ScopedVars): string | undefined {
  const scoped: unknown = scopedVars[name]?.value;
  if (typeof scoped === 'string' || typeof scoped === 'number') return String(scoped);
  return locationService.getSearch().get(`var-${name}`) ?? undefined;
}
