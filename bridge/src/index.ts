export { SCOPES, type ApiKey, type KeyScope } from './keys/api-key.js';
export { createApp, type AppDependencies } from './app.js';
export { startBridge, type Bridge, type BridgeOptions } from './bridge.js';
export { ConfigError, configFrom, type BridgeConfig } from './config.js';
