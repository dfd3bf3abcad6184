import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { recordExamples } from '../bridge/test/examples/record.js';
import { typeSchemas } from './type-schemas.js';

// What the bridge needs to describe its API and cannot find in its own routes: the types of its answers, as the compiler
// understands them, and an example of each answer, from a real bridge.

const [folder = fileURLToPath(new URL('../bridge/src/api/openapi', import.meta.url))] = process.argv.slice(2);
const write = (name: string, content: object): Promise<void> =>
  writeFile(`${folder}/${name}`, `${JSON.stringify(content, null, 2)}\n`);

const manifest = await readFile(new URL('../bridge/package.json', import.meta.url), 'utf8');
const { version } = JSON.parse(manifest) as { readonly version: string };
await write('schemas.json', { version, ...typeSchemas() });
const examples = await recordExamples();
await write('examples.json', examples);
console.log(`Wrote the schemas and ${Object.keys(examples).length} examples of ${folder}`);
