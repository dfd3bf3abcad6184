// `@hiveboard/bridge/client`: the v1 API of a bridge, for programs. It runs in Node and in browsers, and imports nothing.
export { addressOf, type Address } from './address.js';
export { ApiFailure } from './api-failure.js';
export {
  apiRequest,
  nextPage,
  type ApiRequest,
  type Asked,
  type Commands,
  type PagedPath,
  type ParamsOf,
  type PartsOf,
} from './api-request.js';
export { createClient, type Client, type ClientOptions, type Patience } from './client.js';
