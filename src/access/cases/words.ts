import { z } from 'zod';

/** A text in both languages. */
export const wordsSchema = z.object({ da: z.string().trim().min(1).max(4000), en: z.string().trim().min(1).max(4000) });
export type Words = z.infer<typeof wordsSchema>;

export const languageSchema = z.enum(['da', 'en']);
export type Language = z.infer<typeof languageSchema>;
