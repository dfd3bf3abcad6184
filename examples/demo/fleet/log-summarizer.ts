import { forgive } from '../world/mishap.js';
import { IN_HOUSE } from '../world/models.js';
import type { Stage } from '../world/stage.js';

const SERVICES = ['checkout', 'search', 'identity', 'billing'] as const;

/** Sums up logs with the company's own model, which no price list knows: its calls are counted, never $0. */
export async function logSummarizer({ hive, random, work, rest, ask, number }: Stage): Promise<never> {
  let lines = 0;
  const agent = hive.agent('log-summarizer', {
    type: 'observability',
    version: '2.0.0',
    heartbeatInterval: 18,
    heartbeatPayload: () => ({ summary: `${lines.toLocaleString('en-US')} lines read`, data: { lines } }),
  });
  for (;;) {
    const service = random.pick(SERVICES);
    const options = { project: 'observability', type: 'log_summary' };
    const job = agent.task(`logs-${service}-${number()}`, options, async (task) => {
      const read = await task.track('fetch_logs', async (action) => {
        await work(600, 2_400);
        const count = random.whole(400, 9_000);
        action.setPayload({ service, lines: count });
        return count;
      });
      lines += read;
      const summary = await ask(IN_HOUSE, {
        tokensIn: [2_500, 7_500],
        tokensOut: [180, 420],
        prompt: `Sum up ${read} log lines of ${service}. Name anything unusual.`,
        response: `Nothing unusual in ${service}: two deploys, one slow query.`,
      });
      task.llmCall('summarize_logs', summary);
      if (random.chance(0.08)) {
        task.event('anomaly', { kind: 'anomaly', summary: `p99 latency of ${service} doubled`, detector: 'latency' });
      }
    });
    await job.catch(forgive);
    await rest(18_000);
  }
}
