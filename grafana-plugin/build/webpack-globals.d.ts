/** What AMD calls `module`: webpack maps this name to it. */
declare module 'amd-module' {
  const amdModule: { readonly uri?: string };
  export { amdModule as default };
}

/** Free variable of webpack: where lazy chunks are loaded from. */
declare let __webpack_public_path__: string;
