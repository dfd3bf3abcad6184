import type { Task } from '@hiveboard/sdk';
import { forgive, Mishap } from '../world/mishap.js';
import { GEMINI_FLASH } from '../world/models.js';
import type { Stage } from '../world/stage.js';
import { WorkQueue, type WorkItem } from '../world/work-queue.js';

const SUPPLIERS = ['Lindqvist Paper', 'Atlas Freight', 'Cobalt Cloud', 'Fjord Cleaning', 'Marlow & Sons'] as const;
const MOST_ATTEMPTS = 4;
/** When the tray is full, the mail room keeps the rest. */
const MOST_WAITING = 24;
const RATE_LIMIT = { issueId: 'erp-rate-limit', summary: 'The ERP limits us to 60 postings a minute' } as const;

/** Reads invoices and posts them to the ERP, whose rate limit makes its queue grow and its patience short. */
export async function invoiceProcessor(stage: Stage): Promise<never> {
  const { hive, random, rest, work, number, now, meanwhile } = stage;
  const queue = new WorkQueue(now);
  const toCheck: string[] = [];
  let posted = 0;
  let limited = 0;
  let isIssueOpen = false;
  const agent = hive.agent('invoice-processor', {
    type: 'finance',
    version: '3.0.2',
    heartbeatInterval: 14,
    heartbeatPayload: () => ({
      summary: queue.depth > 5 ? `Backlog of ${queue.depth} invoices` : `${posted} invoices posted`,
      data: { queue_depth: queue.depth, posted, rate_limited: limited },
    }),
    queueProvider: queue.snapshot,
  });

  // The mail room: nothing for a while, then the whole bag.
  meanwhile(async () => {
    for (;;) {
      const bag = Math.min(random.whole(6, 16), MOST_WAITING - queue.depth);
      for (let invoice = 0; invoice < bag; invoice += 1) {
        const supplier = random.pick(SUPPLIERS);
        const amount = random.whole(80, 42_000);
        queue.add({
          id: `INV-${number()}`,
          summary: `${supplier}: € ${amount.toLocaleString('en-US')}`,
          priority: amount > 30_000 ? 'high' : 'normal',
          source: 'scheduled',
        });
      }
      agent.queueSnapshot(queue.snapshot());
      await rest(80_000);
    }
  });

  /** Tries again, more slowly each time, until the ERP takes the invoice or patience ends. */
  const post = async (task: Task): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await task.track('post_to_erp', async (action) => {
          await work(400, 1_600);
          if (random.chance(0.24))
            throw new Mishap('RateLimitError', 'ERP answered 429: more than 60 postings a minute');
          action.setPayload({ booking: `B-${random.whole(100_000, 999_999)}` });
        });
        return;
      } catch (error) {
        forgive(error);
        limited += 1;
        if (attempt === MOST_ATTEMPTS) throw error;
        const backoffSeconds = 2 ** attempt;
        task.retry({ attempt, reason: 'ERP rate limit', backoffSeconds });
        await work(backoffSeconds * 1_000, backoffSeconds * 1_100);
      }
    }
  };

  const process = async (task: Task, invoice: string): Promise<void> => {
    await task.track('read_invoice', async () => {
      await task.track('ocr', () => work(900, 3_200));
      task.llmCall(
        'extract_fields',
        await stage.ask(GEMINI_FLASH, {
          tokensIn: [1_100, 2_400],
          tokensOut: [120, 260],
          prompt: 'Extract supplier, number, date, net, VAT and gross as JSON.',
          response: JSON.stringify({ invoice, currency: 'EUR', vat: 0.19 }),
        }),
      );
    });
    await task.track('match_purchase_order', async () => {
      await work(300, 1_200);
      if (random.chance(0.03)) throw new Mishap('NoPurchaseOrderError', `No purchase order matches ${invoice}`);
    });
    await post(task);
    posted += 1;
  };

  const byHand = (invoice: WorkItem): void => {
    agent.todo({
      todoId: `check-${invoice.id}`,
      action: 'created',
      summary: `Check ${invoice.id} by hand (${invoice.summary})`,
      priority: invoice.priority,
      source: 'failed_action',
    });
    toCheck.push(invoice.id);
  };

  /** Somebody from accounting works through the list, and the ERP's operator raises the limit for a while. */
  meanwhile(async () => {
    for (;;) {
      await rest(300_000);
      const id = toCheck.shift();
      if (id !== undefined) agent.todo({ todoId: `check-${id}`, action: 'completed', summary: `${id} booked by hand` });
      if (isIssueOpen && limited === 0) {
        agent.resolveIssue(RATE_LIMIT);
        isIssueOpen = false;
      }
      limited = 0;
    }
  });

  for (;;) {
    const invoice = queue.take();
    if (invoice === undefined) {
      await work(3_000, 6_000);
      continue;
    }
    const before = limited;
    const went = await agent
      .task(invoice.id, { project: 'accounts-payable', type: 'invoice' }, (task) => process(task, invoice.summary))
      .then(() => true, forgive);
    queue.done();
    if (limited - before >= 2) {
      isIssueOpen = true;
      agent.reportIssue({
        ...RATE_LIMIT,
        severity: went ? 'medium' : 'high',
        category: 'rate_limit',
        context: { status_code: 429, limit_per_minute: 60, limited_lately: limited },
      });
    }
    if (!went) byHand(invoice);
    await work(went ? 500 : 12_000, went ? 2_000 : 20_000);
  }
}
