import type { AsvsRow } from './model.ts';

const titlePattern = /\b(?:test|it)(?:\.\w+)*(?:\((?:\[[^\]]*\]|[\w.]+)\))?\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g;

/** The titles of the tests in a file's text. */
export function titlesIn(text: string): string[] {
  return [...text.matchAll(titlePattern)].map((match) => match[2]!.replaceAll(/\\(['"`])/g, '$1'));
}

/** Proofs that name what is not there. @param read a file's text; undefined when there is none */
export function absentProofs(rows: readonly AsvsRow[], read: (file: string) => string | undefined): string[] {
  return rows.flatMap(({ number, proofs }) =>
    proofs
      .filter(([file, title]) => {
        const text = read(file);
        if (text === undefined) return true;
        if (file.endsWith('.md'))
          return !text.split('\n').some((line) => line.startsWith(title) && line.startsWith('#'));
        return !titlesIn(text).some((found) => found.startsWith(title));
      })
      .map(([file, title]) => `${number}: ${file}: ${title}`),
  );
}

/** What is wrong with rows by themselves: no proof, no reason, a number twice, a number missing. */
export function faultsIn(rows: readonly AsvsRow[], sizes: Readonly<Record<number, readonly number[]>>): string[] {
  const faults = rows.flatMap(({ number, state, proofs, remark }) => {
    if (state === 'fulfilled') return proofs.length === 0 ? [`${number}: fulfilled without a proof`] : [];
    return (remark ?? '').length < 10 ? [`${number}: no reason`] : [];
  });
  const numbers = rows.map(({ number }) => number);
  faults.push(...numbers.filter((number, i) => numbers.indexOf(number) !== i).map((number) => `${number}: twice`));
  for (const [chapter, sections] of Object.entries(sizes)) {
    for (const [i, size] of sections.entries()) {
      const found = new Set(numbers.filter((number) => number.startsWith(`${chapter}.${i + 1}.`))).size;
      if (found !== size) faults.push(`${chapter}.${i + 1}: ${found} of ${size}`);
    }
  }
  return faults;
}
