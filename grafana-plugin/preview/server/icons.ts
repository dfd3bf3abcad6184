/** Drawn where Grafana has an icon that its npm package lacks. */
const fallback = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="5"/></svg>';

/** Icons that the package lacks and that are another one turned around. */
const derived: Readonly<Record<string, { readonly from: string; readonly transform: string }>> = {
  'angle-double-left': { from: 'angle-double-right', transform: 'matrix(-1 0 0 1 24 0)' },
  'angle-double-up': { from: 'angle-double-down', transform: 'matrix(1 0 0 -1 0 24)' },
  'arrows-v': { from: 'arrows-h', transform: 'rotate(90 12 12)' },
  'pause-circle': { from: 'pause', transform: 'translate(4.8 4.8) scale(.6)' },
};

/** An icon that is missing in the npm package; `read` gives the text of one that is there. */
export async function missingIcon(name: string, read: (name: string) => Promise<string>): Promise<string> {
  const recipe = derived[name];
  if (recipe === undefined) return fallback;
  const source = await read(recipe.from).catch(() => fallback);
  return source.replace(/(<svg[^>]*>)/, `$1<g transform="${recipe.transform}">`).replace('</svg>', '</g></svg>');
}
