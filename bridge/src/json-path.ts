/** Where a value stands in JSON, as one would write it: `[2].input`. */
export const jsonPath = (path: readonly PropertyKey[]): string =>
  path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
