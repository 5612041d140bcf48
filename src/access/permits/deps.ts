import type { ApplicationDeps } from '../applications/index.ts';

/** What permits work with; the data folder holds the key that signs visas. */
export interface PermitDeps extends ApplicationDeps {
  dataDir: string;
}
