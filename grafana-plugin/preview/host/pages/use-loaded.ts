import { use } from 'react';

const loads = new Map<string, Promise<unknown>>();

/** Suspends until `load` is done; the result is kept for the life of the page under `key`. */
export function useLoaded<T>(key: string, load: (key: string) => Promise<T>): T {
  return use(keptLoad(key, load));
}

/** The same, as a promise. */
export function keptLoad<T>(key: string, load: (key: string) => Promise<T>): Promise<T> {
  const known = loads.get(key);
  // One key is used with one loader only: the caller keeps that promise.
  if (known !== undefined) return known as Promise<T>;
  const loading = load(key);
  loads.set(key, loading);
  return loading;
}
