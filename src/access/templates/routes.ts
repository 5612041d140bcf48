import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type RtfBlock, writeRtf } from '../../formats/rtf/index.ts';
import { type Template, templates } from './templates.ts';

const read = { act: 'access.forms.read' } as const;
const keys = templates.map(({ key }) => key) as [string, ...string[]];

/** Documents to be filled in: their names, and each as a file for a word processor. Open to everybody. */
export async function templateRoutes(app: FastifyInstance): Promise<void> {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/access/templates',
    { config: read, schema: { summary: 'Templates of documents that applications need' } },
    async () => ({ items: templates, next: null, total: templates.length }),
  );
  http.get(
    '/api/access/templates/:key',
    {
      config: read,
      schema: {
        summary: 'A template as RTF, in Danish or English',
        params: z.object({ key: z.enum(keys) }),
        querystring: z.object({ language: z.enum(['da', 'en']).default('da') }),
      },
    },
    async ({ params: { key }, query: { language } }, reply) => {
      const template = templates.find((one) => one.key === key)!;
      const name = `${template.title[language].toLowerCase().replaceAll(' ', '-')}.rtf`;
      return reply
        .type('application/rtf')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(writeRtf(blocksOf(template, language), language));
    },
  );
}

function blocksOf({ title, lead, sections }: Template, language: 'da' | 'en'): RtfBlock[] {
  return [
    { title: title[language] },
    { text: lead[language] },
    ...sections.flatMap(({ heading, hint }, at): RtfBlock[] => [
      { heading: `${at + 1}. ${heading[language]}` },
      { hint: hint[language] },
      { blank: 2 },
    ]),
  ];
}
