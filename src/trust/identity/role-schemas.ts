import { z } from 'zod';
import { roleNames } from './roles.ts';

export const roleSchema = z.enum(roleNames);
export const purposeSchema = z.enum(['care', 'research', 'statistics', 'operation', 'citizen', 'oversight']);
