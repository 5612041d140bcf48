import type { FastifyInstance } from 'fastify';
import { applicationMachine } from './applications/index.ts';
import { approvalMachine } from './approvals/index.ts';
import type { CaseKind, Machine } from './cases/index.ts';
import { enquiryMachine } from './enquiries/index.ts';
import { permitMachine } from './permits/index.ts';
import { relinkingMachine } from './pseudonyms/index.ts';

/** How each kind of case moves. */
export const machines: Readonly<Record<CaseKind, Machine>> = {
  enquiry: enquiryMachine,
  application: applicationMachine,
  approval: approvalMachine,
  permit: permitMachine,
  relinking: relinkingMachine,
};

/** The tables of states and changes over HTTP, with their words: pages show no other. */
export async function machineRoutes(app: FastifyInstance): Promise<void> {
  app.get(
    '/api/access/machines',
    {
      config: { act: 'access.forms.read' },
      schema: { summary: 'States of each kind of case, in words, and what leads from one to the next' },
    },
    async () =>
      Object.fromEntries(
        Object.entries(machines).map(([kind, { first, states, transitions }]) => [
          kind,
          { first, states, transitions },
        ]),
      ),
  );
}
