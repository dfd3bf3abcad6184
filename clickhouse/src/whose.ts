/** Whose rows are read, as conditions on columns that tables have: everybody's, where there are none. */
export interface Whose {
  readonly ofTenant?: string;
  readonly ofAgent?: string;
}

/** The conditions of a statement, of which some may be absent, with a blank before it. */
export const where = (...conditions: readonly (string | undefined)[]): string => {
  const said = conditions.filter((condition) => condition !== undefined);
  return said.length === 0 ? '' : ` WHERE ${said.join(' AND ')}`;
};
