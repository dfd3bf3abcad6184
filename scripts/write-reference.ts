import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reference } from './reference.js';

const [target = fileURLToPath(new URL('../docs/sdk/reference', import.meta.url))] = process.argv.slice(2);
const pages = await reference();
await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
for (const [name, text] of pages) await writeFile(join(target, name), text);
console.log(`Wrote ${pages.size} pages of ${target}`);
