/** An object without the entries that are undefined. */
export type Known<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what is not known, so that spreading the rest overwrites nothing. */
export const known = <T extends object>(values: T): Known<T> =>
  // Only entries that hold something are kept, under the keys that they had.
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Known<T>;
