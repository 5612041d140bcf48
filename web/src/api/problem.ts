/** An error answer in the form of RFC 9457, with the members Idun adds: code, file, line, expected, action. */
export interface ProblemDocument {
  title: string;
  status: number;
  detail?: string;
  code?: string;
  file?: string;
  line?: number;
  expected?: string;
  action?: string;
  /** What is wrong with rows of a file that was handed in. */
  rows?: { line: number; column: string; code: string; problem: string }[];
  /** How many rows are wrong, where not all are told. */
  total?: number;
}

/** A failed request, carrying the server's own explanation. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly document: ProblemDocument;

  constructor(document: ProblemDocument) {
    super(document.detail ?? document.title);
    this.document = document;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const isRowFault = (row: unknown): row is NonNullable<ProblemDocument['rows']>[number] =>
  typeof row === 'object' && row !== null && 'line' in row && 'column' in row && 'problem' in row;

/** Reads the body of a failed answer; anything that is not problem+json still gives a status and a code to quote. */
export function readProblem(status: number, body: unknown): ApiProblem {
  const source = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const document: ProblemDocument = { title: textOf(source['title']) ?? `HTTP ${status}`, status };
  for (const key of ['detail', 'code', 'file', 'expected', 'action'] as const) {
    const text = textOf(source[key]);
    if (text) document[key] = text;
  }
  if (typeof source['line'] === 'number') document.line = source['line'];
  if (Array.isArray(source['rows'])) document.rows = source['rows'].filter(isRowFault);
  if (typeof source['total'] === 'number') document.total = source['total'];
  return new ApiProblem(document);
}

/** The code of the problem a request ended with when no answer came at all. */
export const noAnswerCode = 'IDUN_WEB_NO_ANSWER';

/** A request that got no answer: the server is away, or the connection is. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Any thrown value as a problem that can be shown. */
export function problemOf(error: unknown): ProblemDocument {
  if (error instanceof ApiProblem) return error.document;
  if (error instanceof NoAnswer) return { title: '', status: 0, code: noAnswerCode };
  return { title: error instanceof Error ? error.message : String(error), status: 0, code: 'IDUN_WEB_UNEXPECTED' };
}
