import type { VariantStore } from '../genomes/variants/index.ts';
import type { Config } from '../platform/config/index.ts';
import type { DatabaseHandle } from '../platform/database/index.ts';
import type { Egress } from '../platform/egress/index.ts';
import type { Logger } from '../platform/logging/index.ts';
import type { ObjectStore } from '../platform/objects/index.ts';
import type { RegisterService } from '../register/search/index.ts';
import type { AuditKey } from '../trust/audit/index.ts';
import type { CprKeys } from '../trust/people/index.ts';
import type { ScopeSeal } from '../trust/scope/index.ts';

/** One opened installation: what every module is made from. */
export interface App {
  config: Config;
  log: Logger;
  database: DatabaseHandle;
  objects: ObjectStore;
  egress: Egress;
  cprKeys: CprKeys;
  auditKey: AuditKey;
  scopeSeal: ScopeSeal;
  variants: VariantStore;
  /** The search of the national register; nothing is loaded before the first question. */
  register: RegisterService;
  close(): Promise<void>;
}
