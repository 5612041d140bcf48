// Six digits that can be a date, then four: with or without a hyphen or a space. Positions in genomes have no such hyphen after
// exactly six digits where free text is written, and free text is all this is used for.
const cprForm = /(?<!\d)(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])(?:0[1-9]|1[0-2])\d{2}[-– ]?\d{4}(?!\d)/g;

/** Takes civil registration numbers out of text that somebody typed: they stand in one table only. */
export function maskCprNumbers(text: string): string {
  return text.replace(cprForm, '[CPR]');
}
