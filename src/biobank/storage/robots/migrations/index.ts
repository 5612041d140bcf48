import type { Migration } from '../../../../platform/database/index.ts';
import { biobankRobots } from './202611221500_biobank_robots.ts';

/** Migrations of the automated stores, in order. */
export const robotMigrations: readonly Migration[] = [biobankRobots];
