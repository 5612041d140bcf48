import type { Migration } from '../../../platform/database/index.ts';
import { registerFeeds } from './202611221120_register_feeds.ts';

export const feedMigrations: readonly Migration[] = [registerFeeds];
