/** Version of this package, as agents report it. A test holds it to package.json. */
export const SDK_VERSION = '0.1.0';
/** Name of this package: the instrumentation scope of all its spans. */
export const SDK_NAME = '@hiveboard/sdk';
