/** One entry of a module's error catalogue (`errors.ts`). */
export interface ProblemSpec {
  /** Stable code that programs and people quote. */
  code: `IDUN_${string}`;
  /** HTTP status. */
  status: number;
  /** Short sentence, the same for every occurrence. */
  title: string;
}

/** Where it was wrong, what was expected, what to do; further members are passed through to the document. */
export interface ProblemExtra {
  file?: string | undefined;
  /** 1-based line in the decompressed text. */
  line?: number | undefined;
  expected?: string | undefined;
  action?: string | undefined;
  [member: string]: unknown;
}

/** An RFC 9457 problem document, as sent with `application/problem+json`. */
export interface ProblemDocument {
  type: string;
  code: string;
  status: number;
  title: string;
  detail: string;
  [member: string]: unknown;
}

/** A refusal a person can act on: a catalogue entry, a sentence about this occurrence, and where it was. */
export class Problem extends Error {
  readonly code: ProblemSpec['code'];
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly extra: ProblemExtra | undefined;

  constructor(spec: ProblemSpec, detail: string, extra?: ProblemExtra, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'Problem';
    this.code = spec.code;
    this.status = spec.status;
    this.title = spec.title;
    this.detail = detail;
    this.extra = extra;
  }

  /** The RFC 9457 document; undefined members are left out. */
  toJSON(): ProblemDocument {
    const document: ProblemDocument = {
      type: `urn:idun:problem:${this.code}`,
      code: this.code,
      status: this.status,
      title: this.title,
      detail: this.detail,
    };
    for (const [member, value] of Object.entries(this.extra ?? {})) {
      if (value !== undefined && !(member in document)) document[member] = value;
    }
    return document;
  }
}

/** What a pure module throws (formats/error.ts); matched by shape because platform imports no other area. */
interface FormatErrorShape extends Error {
  code: ProblemSpec['code'];
  detail?: string;
  place?: ProblemExtra;
}

function isFormatError(error: unknown): error is FormatErrorShape {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('IDUN_');
}

const unexpected: ProblemSpec = { code: 'IDUN_UNEXPECTED', status: 500, title: 'Something went wrong inside Idun.' };

/**
 * Turns whatever was thrown into a Problem: a Problem stays itself, a format error keeps its code and place (status 422),
 * anything else becomes IDUN_UNEXPECTED with the original as `cause` and no inner detail.
 */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isFormatError(error)) {
    const spec = { code: error.code, status: 422, title: 'The file does not follow its format.' };
    return new Problem(spec, error.message, error.place, { cause: error });
  }
  return new Problem(unexpected, 'An unexpected error stopped this. The log has the details.', undefined, {
    cause: error,
  });
}
