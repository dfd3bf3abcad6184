import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** A fenced block of a document. */
export interface Block {
  readonly document: string;
  readonly language: string;
  /** Of the block's first line of code, from 1. */
  readonly line: number;
  readonly code: string;
}

/** The fenced blocks of a Markdown document, in order. */
export function blocksOf(repository: string, document: string): readonly Block[] {
  const text = readFileSync(join(repository, document), 'utf8');
  return [...text.matchAll(/^```(?<language>\w+)\n(?<code>.*?)^```$/gms)].map(({ groups, index }) => ({
    document,
    language: groups?.['language'] ?? '',
    line: text.slice(0, index).split('\n').length + 1,
    code: groups?.['code'] ?? '',
  }));
}

/** What the reader's own code gives to the examples: a document that declared it each time would be about that. */
const READERS_OWN = 'readers-own.d.ts';

/** Where a block would stand as a file: beside its document, so that packages are found from there. */
const fileOf = (repository: string, { document, line }: Block): string =>
  join(repository, dirname(document), `line-${line}-of-${document.replaceAll(/\W/g, '-')}.ts`);

/** What the compiler says against blocks of TypeScript, each as a module of its own, as `document:line: message`. */
export function complaints(repository: string, blocks: readonly Block[], readersOwn: string): readonly string[] {
  const base = ts.readConfigFile(join(repository, 'tsconfig.base.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(base.config, ts.sys, repository);
  const settings = { ...options, composite: false, noEmit: true };
  const byFile = new Map(blocks.map((block) => [fileOf(repository, block), block]));
  const own = join(repository, 'scripts', READERS_OWN);
  const textOf = (file: string): string | undefined => {
    if (file === own) return readersOwn;
    const block = byFile.get(file);
    return block === undefined ? undefined : `${block.code}\nexport {};\n`;
  };

  const disk = ts.createCompilerHost(settings);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (file) => textOf(file) !== undefined || disk.fileExists(file),
    readFile: (file) => textOf(file) ?? disk.readFile(file),
    getSourceFile: (file, version, ...rest) => {
      const text = textOf(file);
      return text === undefined ? disk.getSourceFile(file, version, ...rest) : ts.createSourceFile(file, text, version);
    },
  };
  const program = ts.createProgram([own, ...byFile.keys()], settings, host);
  const files = [own, ...byFile.keys()].flatMap((file) => program.getSourceFile(file) ?? []);
  return files.flatMap((file) =>
    [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ start = 0, messageText }) => {
        const block = byFile.get(file.fileName);
        const line = file.getLineAndCharacterOfPosition(start).line + (block?.line ?? 1);
        return `${block?.document ?? READERS_OWN}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
      },
    ),
  );
}
