import type { Task } from '@hiveboard/sdk';
import { forgive, Mishap } from '../world/mishap.js';
import { HAIKU, SONNET } from '../world/models.js';
import type { Stage } from '../world/stage.js';
import { WorkQueue } from '../world/work-queue.js';

const TICKETS = [
  { text: 'Cannot log in after the password reset', topic: 'account', urgency: 'high' },
  { text: 'Invoice shows the wrong VAT number', topic: 'billing', urgency: 'normal' },
  { text: 'Export to CSV stops at 10,000 rows', topic: 'product', urgency: 'normal' },
  { text: 'Webhook deliveries are delayed by minutes', topic: 'incident', urgency: 'high' },
  { text: 'How do I add a second workspace?', topic: 'question', urgency: 'low' },
  { text: 'Please delete my personal data', topic: 'privacy', urgency: 'high' },
  { text: 'The mobile app drains my battery', topic: 'product', urgency: 'low' },
] as const;

/** Answers support tickets, which come in bursts; what it is not sure about goes to a person. */
export async function supportTriage(stage: Stage): Promise<never> {
  const { hive, random, rest, work, number, now, meanwhile } = stage;
  const queue = new WorkQueue(now);
  let answered = 0;
  let escalated = 0;
  const agent = hive.agent('support-triage', {
    type: 'support',
    version: '1.18.0',
    framework: 'crewai',
    heartbeatInterval: 10,
    heartbeatPayload: () => ({
      summary: `${queue.depth} tickets waiting, ${answered} answered`,
      data: { queue_depth: queue.depth, answered, escalated },
    }),
    queueProvider: queue.snapshot,
  });

  meanwhile(async () => {
    for (;;) {
      const burst = random.chance(0.25) ? random.whole(4, 9) : random.whole(1, 2);
      for (let ticket = 0; ticket < burst; ticket += 1) {
        const { text, urgency } = random.pick(TICKETS);
        queue.add({ id: `TCK-${number()}`, summary: text, priority: urgency, source: 'webhook' });
      }
      agent.queueSnapshot(queue.snapshot());
      await rest(40_000);
    }
  });

  const answer = async (task: Task, text: string): Promise<void> => {
    const { topic } = TICKETS.find((ticket) => ticket.text === text) ?? TICKETS[0];
    task.llmCall(
      'classify_ticket',
      await stage.ask(HAIKU, {
        tokensIn: [420, 900],
        tokensOut: [20, 60],
        prompt: `Classify this ticket.\n"${text}"`,
        response: JSON.stringify({ topic, confidence: Number(random.between(0.55, 0.99).toFixed(2)) }),
      }),
    );
    await task.track('search_knowledge_base', async (action) => {
      await work(400, 1_800);
      if (random.chance(0.03)) throw new Mishap('SearchTimeoutError', 'Knowledge base: no answer within 5 s');
      action.setPayload({ query: topic, articles: random.whole(0, 6) });
    });
    if (topic === 'incident' || random.chance(0.06)) {
      escalated += 1;
      task.escalate({ reason: `Needs a person: ${text}`, assignedTo: topic === 'incident' ? 'on-call' : 'support-l2' });
      await work(2_000, 6_000);
      return;
    }
    task.llmCall(
      'draft_reply',
      await stage.ask(SONNET, {
        tokensIn: [1_900, 4_800],
        tokensOut: [140, 420],
        cached: 0.7,
        prompt: `Write a friendly, exact reply.\nTicket: ${text}\nArticles: …`,
        response: 'Hi! Thanks for writing in. I have looked into this for you, and here is what to do next: …',
        metadata: { temperature: 0.3, caller: 'reply_writer' },
      }),
    );
    await task.track('send_reply', () => work(150, 600));
    answered += 1;
  };

  for (;;) {
    const ticket = queue.take();
    if (ticket === undefined) {
      await work(2_000, 4_000);
      continue;
    }
    await agent
      .task(ticket.id, { project: 'support', type: 'ticket' }, (task) => answer(task, ticket.summary))
      .catch(forgive);
    queue.done();
    if (answered > 0 && answered % 40 === 0) {
      const digest = await stage.ask(HAIKU, { tokensIn: [3_000, 6_000], tokensOut: [200, 400] });
      agent.llmCall('daily_digest', { ...digest, summary: 'Digest of the last 40 answers' });
    }
    await work(200, 800);
  }
}
