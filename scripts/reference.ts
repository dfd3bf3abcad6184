import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  AGENT_STATUSES,
  SEVERITIES,
  approvalReceived,
  approvalRequested,
  escalated,
  issue,
  llmCall,
  planStep,
  queueSnapshot,
  retry,
  scheduled,
  todo,
  type Fields,
} from '@hiveboard/sdk/contract';
import {
  Application,
  ArrayType,
  Comment,
  Converter,
  IntrinsicType,
  LiteralType,
  ReflectionKind,
  UnionType,
  type Context,
  type DeclarationReflection,
  type SomeType,
  type TypeDocOptions,
} from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';

const sdk = new URL('../sdk/', import.meta.url);

/** Options whose fields are a concept's: the contract says what those mean, and how far they may go. */
const CONCEPTS: ReadonlyMap<string, Fields> = new Map<string, Fields>([
  ['LlmCallOptions', llmCall.fields],
  ['PlanStepOptions', planStep.fields],
  ['EscalationOptions', escalated.fields],
  ['ApprovalRequestOptions', approvalRequested.fields],
  ['ApprovalDecisionOptions', approvalReceived.fields],
  ['RetryOptions', retry.fields],
  ['QueueSnapshotOptions', queueSnapshot.fields],
  ['TodoOptions', todo.fields],
  ['ScheduleOptions', scheduled.fields],
  ['IssueOptions', issue.fields],
]);

/** Types that are one of the contract's words. */
const WORDS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['AgentStatus', AGENT_STATUSES],
  ['Severity', SEVERITIES],
]);

const oneOf = (words: readonly string[]): SomeType => new UnionType(words.map((word) => new LiteralType(word)));

/** Structures are described in words: their types, spelled out, would fill the table. */
const structure = (type: SomeType | undefined): SomeType => {
  const object = new IntrinsicType('object');
  return type?.type === 'array' || type?.type === 'typeOperator' ? new ArrayType(object) : object;
};

/** Gives a property that comes from a concept the words that the contract has for it. */
function describe(property: DeclarationReflection, fields: Fields): void {
  const field = fields[property.name];
  if (field === undefined) return;
  property.comment ??= new Comment([{ kind: 'text', text: field.doc }]);
  if (field.values !== undefined) property.type = oneOf(field.values);
  else if (field.type === 'JSON string') property.type = structure(property.type);
}

function describeAll({ project }: Context): void {
  // The source of a subpath bears its name, in whatever folder.
  for (const entry of project.getReflectionsByKind(ReflectionKind.Module)) {
    entry.name = entry.name.split('/').at(-1) ?? entry.name;
    // The main entry is the page that the folder opens with; alone, it is so by itself.
    if (entry.name === 'index' && entry.isDeclaration()) project.mergeReflections(entry, project);
  }
  for (const found of project.getReflectionsByKind(ReflectionKind.Interface | ReflectionKind.TypeAlias)) {
    if (!found.isDeclaration()) continue;
    const words = WORDS.get(found.name);
    if (words !== undefined) found.type = oneOf(words);
    const fields = CONCEPTS.get(found.name);
    if (fields !== undefined) for (const property of found.children ?? []) describe(property, fields);
  }
}

interface Manifest {
  readonly exports: Readonly<Record<string, { readonly '@hiveboard/source': string }>>;
}

/** The sources behind what users import, the contract apart: the semantic conventions tell of that. */
async function entryPoints(): Promise<readonly string[]> {
  const manifest = JSON.parse(await readFile(new URL('package.json', sdk), 'utf8')) as Manifest;
  return Object.entries(manifest.exports)
    .filter(([subpath]) => subpath !== './contract')
    .map(([, conditions]) => fileURLToPath(new URL(conditions['@hiveboard/source'], sdk)));
}

/** What users write to import a subpath. */
const importName = (entry: string): string => `@hiveboard/sdk/${entry}`;

const NOTICE = '<!-- Made by `npm run docs` from the TSDoc in sdk/src. Do not edit: a test compares it. -->';

/** The page of the main entry, under the name that folders are opened with. */
const MAIN_PAGE = 'README.md';

/** A page with its notice; that of the main entry also leads to the others. */
function finished(name: string, text: string, names: readonly string[]): string {
  const others = names
    .filter((other) => other !== MAIN_PAGE)
    .map((other) => `[${importName(other.replace(/\.md$/, ''))}](${other})`);
  const page = `${NOTICE}\n\n${text}`;
  return name === MAIN_PAGE && others.length > 0
    ? page.replace(/^# .*$/m, (title) => `${title}\n\nSubpaths: ${others.join(' · ')}`)
    : page;
}

const OPTIONS: Partial<TypeDocOptions & PluginOptions> = {
  plugin: ['typedoc-plugin-markdown'],
  tsconfig: fileURLToPath(new URL('tsconfig.json', sdk)),
  name: '@hiveboard/sdk',
  readme: 'none',
  // No line numbers, versions or dates: a page changes only with what it says.
  disableSources: true,
  hideGenerator: true,
  sort: [],
  groupOrder: ['Functions', 'Interfaces', 'Type Aliases'],
  // Types that are shown in words need no page of their own.
  validation: { notExported: false },
  logLevel: 'Warn',
  router: 'module',
  hidePageHeader: true,
  pageTitleTemplates: { module: ({ name }: { readonly name: string }) => importName(name) },
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  expandParameters: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  propertyMembersFormat: 'table',
  typeDeclarationFormat: 'table',
  tableColumnSettings: { hideModifiers: true, hideInherited: true, hideOverrides: true },
};

/** The pages of docs/sdk/reference by file name, made from the TSDoc of what the SDK exports. */
export async function reference(): Promise<ReadonlyMap<string, string>> {
  const out = await mkdtemp(join(tmpdir(), 'hive-reference-'));
  try {
    const app = await Application.bootstrapWithPlugins({
      ...OPTIONS,
      entryPoints: [...(await entryPoints())],
      outputs: [{ name: 'markdown', path: out }],
    });
    app.converter.on(Converter.EVENT_RESOLVE_BEGIN, describeAll);
    const project = await app.convert();
    if (project === undefined) throw new Error('The SDK does not compile.');
    await app.generateOutputs(project);
    const names = (await readdir(out)).sort();
    const texts = await Promise.all(names.map((name) => readFile(join(out, name), 'utf8')));
    return new Map(names.map((name, index) => [name, finished(name, texts[index] ?? '', names)]));
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
