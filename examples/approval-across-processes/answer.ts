// The second program: it hears the answer, as a web hook would, and takes up the task that asked.
//   npx tsx --conditions=@hiveboard/source examples/approval-across-processes/answer.ts question.json approved
import { readFile } from 'node:fs/promises';
import { init } from '@hiveboard/sdk';

interface Question {
  readonly taskId: string;
  readonly runId: string;
  readonly carrier: Readonly<Record<string, string>>;
}

const [file = 'question.json', answer = 'approved'] = process.argv.slice(2);
// Written by the other program, and by nobody else.
const { taskId, runId, carrier } = JSON.parse(await readFile(file, 'utf8')) as Question;
const hive = init();
const agent = hive.agent('contract-desk', { type: 'legal' });

const task = agent.resumeTask(taskId, { project: 'legal', runId, parent: carrier });
if (answer === 'approved') {
  task.approvalReceived({ approvedBy: 'jane@example.com', decision: 'approved' });
  task.planStep({ stepIndex: 1, action: 'completed', summary: 'Have it approved' });
  task.planStep({ stepIndex: 2, action: 'completed', summary: 'Sign it' });
  task.complete({ signed: true });
} else {
  task.approvalReceived({ approvedBy: 'jane@example.com', decision: 'rejected' });
  task.planStep({ stepIndex: 1, action: 'failed', summary: 'Have it approved' });
  task.cancel('rejected');
}
await hive.shutdown();
