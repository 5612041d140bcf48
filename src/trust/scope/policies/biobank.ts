import type { Policy } from '../policy.ts';

/**
 * Who may work with specimens. A biobank is its organisation’s, and that of whoever works for it by a grant (a laboratory); both
 * are `own-organisation`.
 */
export const biobankPolicy: Policy = [
  {
    act: 'biobank.specimens.read',
    roles: ['biobank-staff', 'quality-manager', 'laboratory', 'register-owner', 'coordinator'],
    relation: 'own-organisation',
    purpose: 'operation',
    basis: 'operation',
    disclosure: 'exact',
  },
  {
    act: 'biobank.specimens.read',
    roles: ['clinician', 'interpreter'],
    relation: 'own-patient',
    purpose: 'care',
    basis: 'care',
    disclosure: 'exact',
    note: 'Which material of a patient is stored, and where it went.',
  },
  {
    act: 'biobank.own.read',
    roles: ['citizen'],
    relation: 'self-or-ward',
    purpose: 'citizen',
    basis: 'citizen',
    disclosure: 'exact',
  },
  {
    act: 'biobank.specimens.receive',
    roles: ['biobank-staff', 'laboratory'],
    relation: 'own-organisation',
    purpose: 'operation',
    basis: 'operation',
    disclosure: 'exact',
  },
  {
    act: 'biobank.specimens.process',
    roles: ['biobank-staff', 'laboratory'],
    relation: 'own-organisation',
    purpose: 'operation',
    basis: 'operation',
    disclosure: 'exact',
  },
  {
    act: 'biobank.specimens.import',
    roles: ['biobank-staff', 'register-owner'],
    relation: 'own-organisation',
    purpose: 'operation',
    basis: 'operation',
    disclosure: 'exact',
    stepUp: true,
    note: 'A whole inventory at once, into a biobank of one’s own.',
  },
  {
    act: 'biobank.dispensing.read',
    roles: ['biobank-staff', 'quality-manager', 'laboratory', 'register-owner', 'coordinator'],
    relation: 'own-organisation',
    purpose: 'operation',
    basis: 'operation',
    disclosure: 'exact',
  },
  {
    act: 'biobank.dispensing.reserve',
    roles: ['biobank-staff', 'register-owner', 'coordinator'],
    relation: 'own-organisation',
    purpose: 'research',
    basis: 'research',
    disclosure: 'exact',
    note: 'Tubes whose donor has opted out, or has not consented where that is needed, are left out with proof of the look-up.',
  },
  {
    act: 'biobank.dispensing.dispense',
    roles: ['biobank-staff'],
    relation: 'own-organisation',
    purpose: 'research',
    basis: 'research',
    disclosure: 'exact',
  },
  {
    act: 'biobank.manage',
    roles: ['register-owner'],
    relation: 'own-organisation',
    purpose: 'operation',
    basis: 'operation',
    disclosure: 'exact',
  },
];
