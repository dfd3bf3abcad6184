// The first of two programs: it asks for an approval and ends. The task waits on, for as long as nobody has answered.
//   npx tsx --conditions=@hiveboard/source examples/approval-across-processes/ask.ts question.json
import { writeFile } from 'node:fs/promises';
import { init } from '@hiveboard/sdk';

const [file = 'question.json'] = process.argv.slice(2);
const hive = init();
const agent = hive.agent('contract-desk', { type: 'legal' });

const task = agent.startTask('contract-77', { project: 'legal' });
task.plan('Sign the contract', ['Read it', 'Have it approved', 'Sign it']);
task.planStep({ stepIndex: 0, action: 'completed' });
task.planStep({ stepIndex: 1, action: 'started' });
task.requestApproval({ approver: 'head-of-legal', reason: 'A contract over $10,000' });

// What the program that hears the answer needs; in earnest this goes where the question is kept.
await writeFile(file, JSON.stringify({ taskId: task.id, runId: task.runId, carrier: task.inject() }));
await hive.shutdown();
