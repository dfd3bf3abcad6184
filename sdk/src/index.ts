export type { AgentStatus } from './contract/index.js';
