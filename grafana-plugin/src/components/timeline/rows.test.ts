import { action, call, callEvent, event, task } from './fixture-task.js';
import { rich } from './fixtures.js';
import { nodesOf } from './nodes.js';
import { rowsOf, type StepRow } from './rows.js';

const outline = (rows: readonly StepRow[]): readonly string[] =>
  rows.map(({ node, depth }) => `${'  '.repeat(depth)}${node.label}`);
const nodes = nodesOf(rich.timeline, rich.calls);

test('calls stand below their action, actions below theirs', () => {
  expect(outline(rowsOf(nodes, { mode: 'tree', collapsed: new Set() }))).toEqual([
    'Plan: Qualify the lead from Initech',
    'Step 1 started: Search CRM',
    'search_crm',
    '  parse_record',
    '    extract_company',
    '  cache_record',
    'score_lead',
    '  score_lead',
    'CRM answers slowly',
    'Stored 3 facts about Initech',
    'send_email',
    '  draft_email',
  ]);
});

test('a collapsed action hides all that is inside', () => {
  const rows = rowsOf(nodes, { mode: 'tree', collapsed: new Set(['action:a1']) });
  expect(outline(rows).slice(2, 4)).toEqual(['search_crm', 'score_lead']);
  expect(rows[2]).toMatchObject({ parent: true, expanded: false });
});

test('a flat list goes by the time at which each began and has no depth', () => {
  // A call that took long is told after what happened meanwhile, but began before.
  const slow = call('slow', 5000, { duration_ms: 4000 });
  const timeline = {
    task: task(),
    events: [event('retry', 2000), callEvent(slow)],
    action_tree: [],
    plan: null,
    time_breakdown: null,
    truncated: false,
  };
  const told = nodesOf(timeline, [slow]);
  expect(told.map(({ id }) => id)).toEqual(['task:start', 'retry-2000', 'llm_call-5000', 'task:end']);
  const rows = rowsOf(told, { mode: 'flat', collapsed: new Set() });
  expect(rows.map(({ node }) => node.id)).toEqual(['llm_call-5000', 'retry-2000']);
  expect(rows.every(({ depth, parent }) => depth === 0 && !parent)).toBe(true);
});

test('what is inside an action that nobody knows belongs to the task', () => {
  const record = call('lost', 500);
  const timeline = {
    task: task(),
    plan: null,
    time_breakdown: null,
    truncated: true,
    events: [callEvent(record, 'gone')],
    action_tree: [action('a', 600)],
  };
  expect(outline(rowsOf(nodesOf(timeline, [record]), { mode: 'tree', collapsed: new Set() }))).toEqual(['lost', 'a']);
});
