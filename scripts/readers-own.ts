/** What the examples of the documents take for granted: the reader's own agent, clients and services. */
export const READERS_OWN = `
type Hive = import('@hiveboard/sdk').Hive;
type Agent = import('@hiveboard/sdk').Agent;
type Task = import('@hiveboard/sdk').Task;
interface Lead { readonly name: string }
interface Carried { readonly taskId: string; readonly runId: string; readonly carrier: Record<string, string> }

declare const hive: Hive;
declare const agent: Agent;
declare const researcher: Agent;
declare const task: Task;

declare const openai: import('openai').default;
declare const anthropic: import('@anthropic-ai/sdk').default;
declare const messages: import('openai').default.Chat.ChatCompletionMessageParam[];
declare const llm: {
  readonly model: string;
  readonly lastUsage: { readonly inputTokens: number; readonly outputTokens: number };
  complete(prompt: string): Promise<string>;
  chat(lead: Lead): Promise<{ readonly model: string; readonly usage: { readonly input: number; readonly output: number } }>;
};
declare const prompt: string;
declare const text: string;
declare const settings: { readonly routerModel: string };

declare const crm: { find(id: string | number): Promise<Lead> };
declare const lead: Lead;
declare const score: number;
declare function scoreLead(lead: Lead): Promise<number>;
declare const steps: readonly { readonly title: string }[];
declare function execute(step: { readonly title: string }): Promise<void>;
declare const slack: { post(channel: string, text: string): Promise<void> };
declare const logger: { warn(text: string): void };
declare const response: { readonly status: number };
declare const offer: { readonly amount: number };
declare const approvals: {
  ask(approver: string, what: unknown): Promise<{ readonly by: string; readonly isYes: boolean }>;
};
declare const db: { save(row: Carried): Promise<void>; load(taskId: string): Promise<Carried> };
declare function sleep(ms: number): Promise<void>;
declare const inbox: {
  count(): Promise<number>;
  oldestAgeSeconds(): Promise<number>;
  first(count: number): Promise<readonly { readonly id: string; readonly title: string; readonly receivedAt: Date }[]>;
};
declare const client: {
  readonly model: string;
  readonly _lastInputTokens: number;
  readonly _lastOutputTokens: number;
  readonly chat: { complete(request: { readonly model: string; readonly messages: unknown }): Promise<unknown> };
};
declare const stream: AsyncIterable<unknown>;
declare const model: string;
declare const durationMs: number;
declare const chain: { invoke(input: object, options: { readonly callbacks: import('@langchain/core/callbacks/base').BaseCallbackHandler[] }): Promise<unknown> };
declare const search_crm: import('ai').Tool<{ name: string }, string>;
declare const tomorrow: Date;
declare const nextHour: Date;
declare const monday: Date;
declare const body: string;
declare const request: { readonly headers: Record<string, string>; readonly body: string; readonly sessionId: string; readonly userId: string };
declare function research(body: string): Promise<void>;
`;
