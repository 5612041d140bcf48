import { describe, expect, it } from 'vitest';
import { mappingSchema } from '../../../../src/biobank/specimens/moving-in/mapping.ts';
import { type Choices, fields, guess, mappingOf, readHead, unknownWords } from './mapping-form.ts';

describe('the head of an inventory', () => {
  it.each([
    ['barcode;person;type\nA;1;serum', ';', ['barcode', 'person', 'type']],
    ['\uFEFF"Barcode","Donor id"\r\nA,1', ',', ['Barcode', 'Donor id']],
    ['a\tb\tc', '\t', ['a', 'b', 'c']],
  ])('%j', (text, separator, columns) => {
    expect(readHead(text)).toEqual({ separator, columns });
  });

  it('names columns in Danish and English', () => {
    expect(guess(['Stregkode', 'CPR', 'Prøvetype', 'Volumen', 'Boks', 'Plads', 'other'])).toEqual({
      ...{ barcode: 'Stregkode', person: 'CPR', type: 'Prøvetype', amount: 'Volumen', rack: 'Boks', position: 'Plads' },
    });
    expect(guess(['x'])).toEqual({});
  });
});

describe('a mapping', () => {
  const choices: Choices = {
    ...{ separator: ';', collection: 'Old', people: 'namespace', namespace: 'lab', material: '', sprecVersion: '3.0' },
    ...{ decimal: ',', dates: 'DD-MM-YYYY', grid: { rows: 9, columns: 9 }, words: {}, sheet: 'Ark 1' },
    columns: Object.fromEntries(fields.map((field) => [field, `col ${field}`])),
  };

  it('says what the file calls things: decimals, days, racks, and words that are no material of ours', () => {
    const columns = { ...choices.columns, type: 'Materiale' };
    const faults = [
      { column: 'Materiale', fault: '«EDTA» is not in the mapping' },
      { column: 'Materiale', fault: '«EDTA» is not in the mapping' },
      { column: 'Rør', fault: 'is empty' },
    ];
    expect(unknownWords(faults, { columns, words: { S: 'serum' } })).toEqual(['S', 'EDTA']);
    const parsed = mappingSchema.parse(mappingOf({ ...choices, columns, words: { EDTA: 'plasma' } }));
    expect(parsed).toMatchObject({
      ...{ sheet: 'Ark 1', type: { column: 'Materiale', map: { EDTA: 'plasma' } } },
      ...{ amount: { decimal: ',' }, collectedAt: { format: 'DD-MM-YYYY' }, place: { rows: 9, columns: 9 } },
    });
  });

  it('is one the server reads, with every field', () => {
    const parsed = mappingSchema.parse(mappingOf(choices));
    expect(parsed.place).toMatchObject({ rack: 'col rack', position: 'col position' });
    expect(parsed.parent).toBe('col parent');
    expect(mappingSchema.parse(mappingOf({ ...choices, people: 'cpr', namespace: '' })).person).toEqual({
      ...{ column: 'col person', cpr: true },
    });
  });

  it('can name one material for the whole file, and nothing more than what is needed', () => {
    const columns = { barcode: 'b', person: 'p', amount: 'a' };
    expect(mappingOf({ ...choices, columns })).toBeUndefined();
    expect(mappingSchema.parse(mappingOf({ ...choices, columns, material: 'urine' })).type).toEqual({ value: 'urine' });
  });

  it.each([{ collection: '' }, { namespace: ' ' }, { columns: { barcode: 'b' } }])('is not ready with %j', (lack) => {
    expect(mappingOf({ ...choices, ...lack })).toBeUndefined();
  });
});
