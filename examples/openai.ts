// An agent whose calls to OpenAI report themselves. Run it beside `npm run demo` or `npm start`, against OpenAI:
//   HIVE_API_KEY=… OPENAI_API_KEY=… npx tsx --conditions=@hiveboard/source examples/openai.ts
// or against any server that speaks its API, such as Ollama:
//   HIVE_API_KEY=… OPENAI_BASE_URL=http://127.0.0.1:11434/v1 OPENAI_MODEL=llama3.2 npx tsx …
import { init } from '@hiveboard/sdk';
import { wrapOpenAI } from '@hiveboard/sdk/openai';
import OpenAI from 'openai';

const hive = init();
const agent = hive.agent('openai-example', { type: 'example' });
const openai = wrapOpenAI(new OpenAI({ apiKey: process.env['OPENAI_API_KEY'] ?? 'none' }), { includeUsage: true });
const model = process.env['OPENAI_MODEL'] ?? 'gpt-4.1-mini';

await agent.task('capital-1', { project: 'examples', type: 'question' }, async (task) => {
  task.plan('Tell a story of a capital', ['Find the capital', 'Tell the story']);

  // Named after its step.
  const capital = await task.track('find_capital', async () => {
    const question = { role: 'user' as const, content: 'What is the capital of France? One word.' };
    const answer = await openai.chat.completions.create({ model, messages: [question] });
    return answer.choices[0]?.message.content ?? 'Paris';
  });

  // A stream is reported when it ends.
  await task.track('tell_story', async () => {
    const request = { role: 'user' as const, content: `Tell a story of ${capital} in one sentence.` };
    const stream = await openai.chat.completions.create({ model, messages: [request], stream: true });
    for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '');
    process.stdout.write('\n');
  });
});
await hive.shutdown();
