import { writeFileSync } from 'node:fs';
import { semanticConventions } from './semantic-conventions.js';

const target = new URL('../docs/semantic-conventions.md', import.meta.url);
writeFileSync(target, semanticConventions());
console.log('Wrote docs/semantic-conventions.md');
