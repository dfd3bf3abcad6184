// The smallest agent. Run it beside `npm run demo` or `npm start`:
//   HIVE_API_KEY=… npx tsx --conditions=@hiveboard/source examples/quickstart.ts
import { setTimeout as work } from 'node:timers/promises';
import { init } from '@hiveboard/sdk';

const hive = init();
const agent = hive.agent('quickstart', { type: 'example' });

await agent.task('hello-1', { project: 'examples', type: 'greeting' }, async (task) => {
  task.plan('Greet the world', ['Look around', 'Say hello']);
  await agent.track('look_around', () => work(400));
  task.llmCall('say_hello', { model: 'gpt-4.1-mini', provider: 'openai', tokensIn: 120, tokensOut: 12 });
});
await hive.shutdown();
