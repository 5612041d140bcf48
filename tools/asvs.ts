/** Writes docs/reference/asvs.md from the tables in src/app/asvs. */
import { writeFileSync } from 'node:fs';
import { asvsPage } from '../src/app/asvs/page.ts';

writeFileSync('docs/reference/asvs.md', asvsPage());
