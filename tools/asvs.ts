/** Writes docs/reference/asvs.md from the table in src/app/asvs/sections.ts. */
import { writeFileSync } from 'node:fs';
import { asvsPage } from '../src/app/asvs/sections.ts';

writeFileSync('docs/reference/asvs.md', asvsPage());
