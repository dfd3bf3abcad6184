import { AGENT_VIEWS } from './agent-views.js';
import { ENDING_VIEWS } from './endings.js';
import { ISSUE_VIEWS } from './issue-views.js';
import { QUEUE_VIEWS } from './queue-views.js';
import { RUN_VIEWS } from './run-views.js';
import { RUN_WORK_VIEWS } from './run-work-views.js';
import { SPEND_VIEWS } from './spend-views.js';

/** The views whose texts are made of what statements are made of too, by their files. `npm run docs` writes them. */
export const WRITTEN_VIEWS: Readonly<Record<string, string>> = {
  ...AGENT_VIEWS,
  ...ENDING_VIEWS,
  ...ISSUE_VIEWS,
  ...QUEUE_VIEWS,
  ...RUN_VIEWS,
  ...RUN_WORK_VIEWS,
  ...SPEND_VIEWS,
};
