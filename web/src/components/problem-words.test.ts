import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { wordsOf } from './problem-words.ts';

type Words = { [key: string]: string | Words };
const read = (language: string, name: string) =>
  JSON.parse(readFileSync(new URL(`../../locales/${language}/${name}.json`, import.meta.url), 'utf8')) as Words;

function ask(language: 'da' | 'en', problem: Parameters<typeof wordsOf>[0]) {
  const find = (key: string) => {
    const [name, path] = key.split(':') as [string, string];
    const words = read(language, name);
    return (words[path] ??
      path
        .split('.')
        .reduce<Words | string | undefined>((at, part) => (typeof at === 'object' ? at[part] : undefined), words)) as
      | string
      | undefined;
  };
  return wordsOf(
    problem,
    language,
    (key) => find(key) !== undefined,
    (key, values) => (find(key) ?? key).replace(/\{\{(\w+)\}\}/g, (_, name: string) => values?.[name] ?? ''),
  );
}

const problem = {
  status: 404,
  code: 'IDUN_DATASET_NOT_FOUND',
  title: 'There is no such dataset.',
  detail: 'No dataset is called x.',
  action: 'List the datasets with `idun datasets list`.',
};

it('an error is Danish on a Danish screen; what the server wrote stays behind a summary', () => {
  const words = ask('da', problem);
  expect(words.title).toBe('Datasættet findes ikke.');
  expect(words.action).toBe('Vælg et datasæt i listen over datasæt.');
  expect(words.server).toEqual([problem.detail, problem.action]);
});

it('an error nobody translated has a Danish sentence for its kind', () => {
  const words = ask('da', { ...problem, code: 'IDUN_SOMETHING_NEW', status: 409 });
  expect([words.title, words.action].join(' ')).toMatch(/passer ikke.*Åbn siden igen/);
  expect(words.server).toContain(problem.title);
  expect(ask('da', { status: 418, title: 'x' }).title).toMatch(/kan ikke besvares/);
});

it('in English the server speaks for itself', () => {
  expect(ask('en', problem)).toEqual({ title: problem.title, server: [problem.detail], action: problem.action });
});
