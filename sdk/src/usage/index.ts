export { discover, type Candidate, type DiscoverOptions } from './discover.js';
export { estimateCost, type PricedCall, type PriceTable, type Rates } from './estimate-cost.js';
export { usage, type Usage } from './usage.js';
