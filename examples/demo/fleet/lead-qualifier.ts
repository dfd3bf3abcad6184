import type { Task } from '@hiveboard/sdk';
import { forgive, Mishap } from '../world/mishap.js';
import { GPT_5_MINI, SONNET } from '../world/models.js';
import type { Stage } from '../world/stage.js';

const LEADS = [
  { company: 'Northwind Logistics', person: 'Maren Dahl', role: 'Head of Operations', interest: 'route planning' },
  { company: 'Brightleaf Foods', person: 'Tomás Rivera', role: 'IT Director', interest: 'demand forecasts' },
  { company: 'Kestrel Insurance', person: 'Aiko Tanaka', role: 'Claims Lead', interest: 'claim triage' },
  { company: 'Halden Robotics', person: 'Priya Nair', role: 'VP Engineering', interest: 'a pilot for 40 seats' },
  { company: 'Ostsee Energie', person: 'Jonas Behrens', role: 'Procurement', interest: 'a framework contract' },
  { company: 'Pinecrest Clinics', person: 'Grace Okafor', role: 'COO', interest: 'appointment reminders' },
] as const;

const STEPS = ['Search the CRM', 'Enrich the company', 'Score the lead', 'Route to sales'] as const;

/** Takes leads from the website, looks them up, scores them and hands the good ones to sales. */
export async function leadQualifier(stage: Stage): Promise<never> {
  const { hive, random, rest, number } = stage;
  let seen = 0;
  let qualified = 0;
  const agent = hive.agent('lead-qualifier', {
    type: 'sales',
    version: '2.4.1',
    framework: 'langchain',
    heartbeatInterval: 12,
    heartbeatPayload: () => ({
      summary: `${qualified} of ${seen} leads qualified`,
      data: { leads_seen: seen, leads_qualified: qualified },
    }),
  });

  const qualify = async (task: Task, lead: (typeof LEADS)[number]): Promise<void> => {
    const { work, ask } = stage;
    task.plan(`Qualify ${lead.person} of ${lead.company}`, STEPS);

    task.planStep({ stepIndex: 0, action: 'started' });
    await task.track('search_crm', async (action) => {
      await task.track('query_hubspot', () => work(300, 1_400));
      if (random.chance(0.05)) throw new Mishap('CrmUnavailableError', 'HubSpot answered 503: service unavailable');
      await task.track('merge_duplicates', () => work(100, 400));
      action.setPayload({ query: lead.company, contacts_found: random.whole(0, 4) });
    });
    task.planStep({ stepIndex: 0, action: 'completed', turns: 1 });

    task.planStep({ stepIndex: 1, action: 'started' });
    const enriched = await ask(GPT_5_MINI, {
      tokensIn: [900, 2_600],
      tokensOut: [120, 420],
      prompt: `Summarise what is public about ${lead.company}: size, industry, recent news.`,
      response: `${lead.company} employs about ${random.whole(80, 4_000)} people and is hiring for its data team.`,
    });
    task.llmCall('enrich_company', enriched);
    task.planStep({ stepIndex: 1, action: 'completed', turns: 1, tokens: enriched.tokensOut });

    task.planStep({ stepIndex: 2, action: 'started' });
    const score = random.whole(18, 97);
    const scored = await ask(SONNET, {
      tokensIn: [1_800, 3_900],
      tokensOut: [90, 260],
      cached: 0.6,
      prompt: `Score this lead from 0 to 100.\n${lead.person}, ${lead.role} at ${lead.company}, asks about ${lead.interest}.`,
      response: JSON.stringify({ score, reason: `${lead.role} with a concrete need: ${lead.interest}` }),
      metadata: { temperature: 0, stop_reason: 'end_turn' },
    });
    task.llmCall('score_lead', scored);
    task.planStep({ stepIndex: 2, action: 'completed', turns: 1, tokens: scored.tokensOut });

    if (score < 55) {
      task.planStep({ stepIndex: 3, action: 'skipped', summary: `Score ${score}: not for sales` });
      task.setPayload({ score, qualified: false });
      return;
    }
    task.planStep({ stepIndex: 3, action: 'started' });
    await task.track('assign_owner', () => work(200, 900));
    if (score > 90) task.escalate({ reason: `Score ${score}: call ${lead.person} today`, assignedTo: 'sales-emea' });
    task.planStep({ stepIndex: 3, action: 'completed' });
    task.setPayload({ score, qualified: true });
    qualified += 1;
  };

  for (;;) {
    const lead = random.pick(LEADS);
    seen += 1;
    const options = { project: 'sales-pipeline', type: 'lead_processing', correlationId: lead.company };
    const went = await agent.task(`lead-${number()}`, options, (task) => qualify(task, lead)).then(() => true, forgive);
    await rest(went ? 14_000 : 30_000);
  }
}
