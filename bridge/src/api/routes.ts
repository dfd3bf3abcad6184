import type { Route } from './route.js';
import { agent } from './routes/agent.js';
import { agentPipeline } from './routes/agent-pipeline.js';
import { agents } from './routes/agents.js';
import { approvals } from './routes/approvals.js';
import { events } from './routes/events.js';
import { llmCalls } from './routes/llm-calls.js';
import { metrics } from './routes/metrics.js';
import { pipeline } from './routes/pipeline.js';
import { taskTimeline } from './routes/task-timeline.js';
import { tasks } from './routes/tasks.js';
import { unpricedModels } from './routes/unpriced-models.js';

/** Every question of the v1 API. Its type is the client's: each path with what it may be asked. */
export const ROUTES = [
  agents,
  agent,
  agentPipeline,
  pipeline,
  approvals,
  tasks,
  taskTimeline,
  events,
  llmCalls,
  metrics,
  unpricedModels,
] as const satisfies readonly Route[];
