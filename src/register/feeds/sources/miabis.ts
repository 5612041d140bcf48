import { Problem } from '../../../platform/problem/index.ts';
import type { TemperatureWord } from '../../columns/index.ts';
import { errors } from '../errors.ts';
import type { BundleDescription, ColumnDescription, TableDescription } from '../model.ts';

/** What MIABIS calls the attributes of a table (Sample, Donor and Event 1.1), by what they are here; other writings behind them. */
const attributes = {
  specimens: {
    custodian_id: ['Sample ID', 'MIABIS-SAMPLE-01', 'sample_id'],
    person: ['Sample donor ID', 'Donor ID', 'MIABIS-SAMPLEDONOR-01', 'donor_id'],
    type: ['Sample type', 'Detailed sample type', 'MIABIS-SAMPLE-02', 'sample_type'],
    temperature: ['Sample storage temperature', 'MIABIS-SAMPLE-03', 'storage_temperature'],
    day: ['Sample creation date and time', 'MIABIS-SAMPLE-04', 'creation_date'],
    collection: ['Sample collection ID', 'Collection ID', 'sample_collection_id'],
    biobank: ['Biobank ID', 'MIABIS-BIOBANK-01', 'biobank_id'],
  },
  persons: {
    person: ['Sample donor ID', 'Donor ID', 'MIABIS-SAMPLEDONOR-01', 'donor_id'],
    sex: ['Sex', 'MIABIS-SAMPLEDONOR-02'],
    born: ['Birth date', 'MIABIS-SAMPLEDONOR-04', 'birth_date'],
  },
} as const;

/** MIABIS's list "Storage temperature" in the register's words; codes of MIABIS on FHIR as well. */
const temperatures: Readonly<Record<string, TemperatureWord>> = {
  ...{ RT: 'room temperature', 'RT (Room temperature)': 'room temperature', 'Room temperature': 'room temperature' },
  ...{ '2 °C to 10 °C': '2 to 10', '2 °C to 10°C': '2 to 10', '2to10': '2 to 10' },
  ...{ '-18 °C to -35 °C': '-18 to -35', '-18to-35': '-18 to -35' },
  ...{
    '-60 °C to -85 °C': '-60 to -85',
    '-60to-85': '-60 to -85',
    '<-135 °C': 'liquid nitrogen',
    LN: 'liquid nitrogen',
  },
  ...{
    'Liquid nitrogen vapor-phase': 'liquid nitrogen',
    'Liquid nitrogen liquid-phase': 'liquid nitrogen',
    Other: 'other',
  },
};
const sexes: Readonly<Record<string, string>> = {
  ...{ Male: 'male', Female: 'female', male: 'male', female: 'female', M: 'male', F: 'female' },
  ...{ Unknown: 'unknown', Undifferentiated: 'unknown', 'Not available': 'unknown', 'Not applicable': 'unknown' },
};
const readings: Readonly<Record<string, Partial<ColumnDescription>>> = {
  temperature: { words: { ...temperatures } },
  sex: { words: { ...sexes } },
  day: { format: 'ISO', required: false },
  born: { format: 'ISO' },
  custodian_id: { required: true },
};

/**
 * The layout of a MIABIS table by its header: of samples when it has sample ids, else of donors. Separators are told from the header.
 * @throws Problem IDUN_FEED_FILE when it is neither
 */
export function describeMiabis(description: BundleDescription, header: string, file: string): TableDescription {
  const separator = ['\t', ';'].find((one) => header.includes(one)) ?? ',';
  const names = header.split(separator).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  const columnOf = (wanted: readonly string[]): string | undefined =>
    names.find((name) => wanted.some((one) => one.toLowerCase() === name.toLowerCase()));
  const table = columnOf(attributes.specimens.custodian_id) === undefined ? 'persons' : 'specimens';
  const columns: Record<string, ColumnDescription> = {};
  for (const [field, wanted] of Object.entries(attributes[table])) {
    const column = columnOf(wanted);
    if (column !== undefined) columns[field] = { column, ...readings[field] };
  }
  const { namespace, systems: _systems, ...shared } = description;
  if (columns['person'] !== undefined) {
    columns['person'] = { ...columns['person'], as: 'id', namespace };
    if (table === 'specimens' && columns['biobank'] === undefined)
      columns['biobank'] = { value: description.custodian };
    return {
      ...shared,
      format: 'csv',
      table,
      separator: separator === '\t' ? 'tab' : separator,
      decimal: '.',
      columns,
    };
  }
  throw new Problem(errors.file, 'The table does not say whose a row is.', {
    ...{ file, line: 1 },
    expected: `a column ${attributes.persons.person.slice(0, 2).join(' or ')}, and Sample ID for samples (MIABIS Sample, Donor and Event 1.1)`,
  });
}
