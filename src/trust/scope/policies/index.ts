import type { Policy } from '../policy.ts';
import { accessPolicy } from './access.ts';
import { accountsPolicy } from './accounts.ts';
import { auditPolicy } from './audit.ts';
import { biobankPolicy } from './biobank.ts';
import { carePolicy } from './care.ts';
import { consentPolicy } from './consent.ts';
import { datasetsPolicy } from './datasets.ts';
import { genomesPolicy } from './genomes.ts';
import { operationPolicy } from './operation.ts';
import { peoplePolicy } from './people.ts';
import { privacyPolicy } from './privacy.ts';
import { registerPolicy } from './register.ts';
import { variantsPolicy } from './variants.ts';

/** Every rule of every area. What no row allows is refused. */
export const policies: Readonly<Record<string, Policy>> = {
  genomes: genomesPolicy,
  variants: variantsPolicy,
  datasets: datasetsPolicy,
  register: registerPolicy,
  people: peoplePolicy,
  consent: consentPolicy,
  care: carePolicy,
  audit: auditPolicy,
  accounts: accountsPolicy,
  access: accessPolicy,
  privacy: privacyPolicy,
  biobank: biobankPolicy,
  operation: operationPolicy,
};

export const policy: Policy = Object.values(policies).flat();
