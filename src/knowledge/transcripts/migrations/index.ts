import type { Migration } from '../../../platform/database/index.ts';
import { knowledgeTranscripts } from './202611220930_knowledge_transcripts.ts';

/** Migrations of schema `knowledge`, in order. */
export const transcriptMigrations: readonly Migration[] = [knowledgeTranscripts];
