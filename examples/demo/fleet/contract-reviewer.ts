import type { Task } from '@hiveboard/sdk';
import { forgive } from '../world/mishap.js';
import { GPT_5, SONNET } from '../world/models.js';
import type { Stage } from '../world/stage.js';

const CONTRACTS = [
  { name: 'Data processing agreement, Cobalt Cloud', risk: 'sub-processors outside the EU' },
  { name: 'Lease of the Hamburg warehouse', risk: 'no cap on yearly increases' },
  { name: 'Reseller agreement, Marlow & Sons', risk: 'exclusivity for three years' },
  { name: 'NDA with Halden Robotics', risk: 'unlimited term' },
] as const;

const APPROVERS = ['legal@acme.example', 'cfo@acme.example', 'dpo@acme.example'] as const;
const STEPS = ['Extract the clauses', 'Compare with our playbook', 'Ask for approval', 'File the contract'] as const;
const MOST_OPEN = 4;

/** Reads contracts and never signs one by itself: each waits for a person, who takes minutes or half the night. */
export async function contractReviewer(stage: Stage): Promise<never> {
  const { hive, random, work, rest, ask, number, meanwhile } = stage;
  let open = 0;
  let approved = 0;
  let rejected = 0;
  const agent = hive.agent('contract-reviewer', {
    type: 'legal',
    version: '1.2.0',
    framework: 'semantic-kernel',
    heartbeatInterval: 22,
    heartbeatPayload: () => ({
      summary: open === 0 ? 'No contract on the desk' : `${open} contracts on the desk`,
      data: { open, approved, rejected },
    }),
  });

  const review = async (task: Task, contract: (typeof CONTRACTS)[number]): Promise<void> => {
    task.plan(`Review: ${contract.name}`, STEPS);
    task.planStep({ stepIndex: 0, action: 'started' });
    await task.track('extract_text', () => work(1_500, 5_000));
    const clauses = await ask(GPT_5, {
      tokensIn: [9_000, 22_000],
      tokensOut: [600, 1_500],
      prompt: `List the clauses of "${contract.name}" with their obligations.`,
      response: '1. Term and termination …\n2. Liability …\n3. Data protection …',
    });
    task.llmCall('extract_clauses', clauses);
    task.planStep({ stepIndex: 0, action: 'completed', turns: 1, tokens: clauses.tokensOut });

    task.planStep({ stepIndex: 1, action: 'started' });
    const compared = await ask(SONNET, {
      tokensIn: [12_000, 26_000],
      tokensOut: [300, 900],
      cached: 0.5,
      prompt: 'Compare the clauses with our playbook. Name every deviation and how bad it is.',
      response: `One serious deviation: ${contract.risk}. Two minor ones.`,
    });
    task.llmCall('compare_playbook', compared);
    task.planStep({ stepIndex: 1, action: 'completed', turns: 1, tokens: compared.tokensOut });

    task.planStep({ stepIndex: 2, action: 'started' });
    const approver = random.pick(APPROVERS);
    task.requestApproval({ approver, reason: `${contract.name}: accept ${contract.risk}?` });
    await rest(420_000);
    if (random.chance(0.25)) {
      task.approvalReceived({ approvedBy: approver, decision: 'rejected', comment: `Not with ${contract.risk}` });
      task.planStep({ stepIndex: 2, action: 'failed', summary: 'Rejected: back to negotiation' });
      rejected += 1;
      task.cancel('Rejected by the approver');
      return;
    }
    task.approvalReceived({ approvedBy: approver, decision: 'approved' });
    task.planStep({ stepIndex: 2, action: 'completed' });
    task.planStep({ stepIndex: 3, action: 'started' });
    await task.track('file_contract', () => work(600, 2_000));
    task.planStep({ stepIndex: 3, action: 'completed' });
    approved += 1;
  };

  for (;;) {
    if (open < MOST_OPEN) {
      open += 1;
      const contract = random.pick(CONTRACTS);
      meanwhile(async () => {
        const options = { project: 'legal', type: 'contract_review' };
        await agent.task(`contract-${number()}`, options, (task) => review(task, contract)).catch(forgive);
        open -= 1;
        return new Promise<never>(() => undefined);
      });
    }
    await rest(150_000);
  }
}
