import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';

/** Structured logger. Lines are JSON, one per event; no personal data may be passed to it, and what looks like it is masked. */
export type Logger = PinoLogger;

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

/**
 * The shape of a civil registration number (CPR), as the source of a regular expression: six digits that can be a date, or a
 * replacement number's (day + 60), then four, with or without something between. The user says what may stand beside it.
 */
export const cprShape = String.raw`(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])(?:0[1-9]|1[0-2])\d{2}[-– ]?\d{4}`;
// In lines and answers ids and hashes stand beside it, and their digits are no numbers of people.
const cprAlone = new RegExp(`(?<![0-9A-Za-z])${cprShape}(?![0-9A-Za-z])`, 'g');
const urlSecret = /(:\/\/[^:/@\s"]+:)[^@\s"]+@/g;
const openLink = /(\/open\/)[0-9A-Za-z_-]+/g;

const secretPaths = [
  'password',
  'secret',
  'token',
  'cookie',
  'authorization',
  'cpr',
  'sample',
  'sampleName',
  'genotype',
];

/** Masks CPR-shaped numbers: what is told to people or programs may repeat what they typed. */
export function maskCpr(text: string): string {
  return text.replace(cprAlone, '[masked]');
}

/** Masks CPR-shaped numbers, passwords in connection addresses and one-time links in a line of text. */
export function maskSecrets(line: string): string {
  return maskCpr(line).replace(urlSecret, '$1[masked]@').replace(openLink, '$1[masked]');
}

// Errors of libraries carry whole objects along, and those of the database the values of rows: only what names the fault.
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  const cause = error.cause === undefined ? undefined : describeError(error.cause);
  return { type: error.name, message: error.message, code, stack: error.stack, cause };
}

/**
 * A logger that writes masked JSON lines.
 * @param destination where lines go; standard error when left out, so that standard output stays for answers
 */
export function makeLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const out = destination ?? { write: (line: string) => void process.stderr.write(line) };
  const paths = secretPaths.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
      redact: { paths, censor: '[masked]' },
    },
    { write: (line: string) => out.write(maskSecrets(line)) },
  );
}

/** A logger that says nothing. */
export const silentLogger: Logger = pino({ level: 'silent' });
