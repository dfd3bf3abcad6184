// A LangChain.js agent with a tool. Run it beside `npm run demo` or `npm start`:
//   HIVE_API_KEY=… OPENAI_API_KEY=… npx tsx --conditions=@hiveboard/source examples/langchain.ts
// OPENAI_BASE_URL asks any other server that speaks OpenAI's API.
import { HumanMessage, type BaseMessage } from '@langchain/core/messages';
import { RunnableLambda, type RunnableConfig } from '@langchain/core/runnables';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { init } from '@hiveboard/sdk';
import { hiveCallbacks } from '@hiveboard/sdk/langchain';
import { z } from 'zod';

const hive = init();
const agent = hive.agent('lead-qualifier', { type: 'sales', framework: 'langchain' });

const searchCrm = tool(({ company }: { company: string }) => `${company}: 40 employees, asked for a quote`, {
  name: 'search_crm',
  description: 'Looks a company up in the CRM',
  schema: z.object({ company: z.string() }),
});
const model = new ChatOpenAI({ model: 'gpt-4.1-mini' }).bindTools([searchCrm]);

const qualifyLead = RunnableLambda.from(async (company: string, config: RunnableConfig) => {
  const messages: BaseMessage[] = [
    new HumanMessage(`Is ${company} a good lead? Look it up, then answer in a sentence.`),
  ];
  for (;;) {
    const answer = await model.invoke(messages, config);
    const calls = answer.tool_calls ?? [];
    if (calls.length === 0) return answer.text;
    messages.push(answer);
    for (const call of calls) messages.push(await searchCrm.invoke({ ...call, type: 'tool_call' }, config));
  }
}).withConfig({ runName: 'qualify_lead' });

const verdict = await agent.task('lead-4821', { project: 'sales' }, () =>
  qualifyLead.invoke('Acme', { callbacks: [hiveCallbacks({ agent })] }),
);
console.log(verdict);
await hive.shutdown();
