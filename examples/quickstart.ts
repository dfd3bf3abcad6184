// The smallest agent: the quickstart of sdk/README.md. Run it beside `npm run demo` or `npm start`:
//   HIVE_API_KEY=… npx tsx --conditions=@hiveboard/source examples/quickstart.ts
import { setTimeout as callYourCrm } from 'node:timers/promises';
import { init } from '@hiveboard/sdk';

const hive = init(); // HIVE_ENDPOINT, else http://127.0.0.1:4318; HIVE_API_KEY, if the bridge has keys
const agent = hive.agent('quickstart', { type: 'sales' });

await agent.task('lead-4821', { project: 'sales' }, async (task) => {
  task.plan('Qualify the lead', ['Search the CRM', 'Score the lead']);
  await agent.track('search_crm', () => callYourCrm(400));
  task.llmCall('score_lead', { model: 'claude-sonnet-4-5', tokensIn: 1500, tokensOut: 200 });
});
await hive.shutdown();
