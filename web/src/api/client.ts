import { stepUp, stepUpCodes } from '../session/step-up.ts';
import { ApiProblem, NoAnswer, readProblem } from './problem.ts';

type Parameter = string | number | boolean | undefined | null;

/** A path below /api with its query; empty and missing parameters are left out. */
export function apiPath(path: string, query: Record<string, Parameter> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return `/api${path}${text ? `?${text}` : ''}`;
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

async function ask(path: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(path, options);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new NoAnswer();
  }
}

/** GET an answer as JSON. Throws ApiProblem for an error answer, NoAnswer when none came. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await ask(path, { headers: { accept: 'application/json' }, ...(signal ? { signal } : {}) });
  const body = await bodyOf(response);
  if (!response.ok) throw readProblem(response.status, body);
  return body as T;
}

async function afterStepUp<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const wanted = error instanceof ApiProblem && stepUpCodes.includes(error.document.code ?? '');
    if (!wanted || !(await stepUp())) throw error;
    return await act();
  }
}

/** Asks a question that is too long for an address: a POST that changes nothing, and that can be given up. */
export async function askJson<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const response = await ask(path, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
  const answer = await bodyOf(response);
  if (!response.ok) throw readProblem(response.status, answer);
  return answer as T;
}

/**
 * Sends an act with a JSON body and reads a JSON answer. When the server wants a fresh sign-in first, the person is asked for
 * one and the act is sent again.
 */
export async function sendJson<T>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<T> {
  const act = JSON.stringify([method, path, body]);
  const known = onTheirWay.get(act);
  if (known !== undefined) return (await known) as T;
  const sent = afterStepUp(() => sendOnce<T>(method, path, body));
  onTheirWay.set(act, sent);
  try {
    return await sent;
  } finally {
    onTheirWay.delete(act);
  }
}

/** Acts without an answer yet: the same one asked for again, by a second click, is not sent twice. */
const onTheirWay = new Map<string, Promise<unknown>>();

/** GET a file. When the server wants a fresh sign-in first, the person is asked for one and the file is asked for again. */
export async function getFile(path: string): Promise<Blob> {
  return await afterStepUp(async () => {
    const response = await ask(path, {});
    if (!response.ok) throw readProblem(response.status, await bodyOf(response));
    return await response.blob();
  });
}

/** POST a JSON body and read a file. When the server wants a fresh sign-in first, the person is asked for one. */
export async function postFile(path: string, body: unknown): Promise<Blob> {
  return await afterStepUp(async () => {
    const response = await ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw readProblem(response.status, await bodyOf(response));
    return await response.blob();
  });
}

/** POST a file as it is, without reading it into the page, and read a JSON answer. */
export async function sendFile<T>(path: string, file: Blob): Promise<T> {
  return await afterStepUp(async () => {
    const response = await ask(path, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/octet-stream' },
      body: file,
    });
    const answer = await bodyOf(response);
    if (!response.ok) throw readProblem(response.status, answer);
    return answer as T;
  });
}

async function sendOnce<T>(method: string, path: string, body: unknown): Promise<T> {
  const response = await ask(path, {
    method,
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await bodyOf(response);
  if (!response.ok) throw readProblem(response.status, answer);
  return answer as T;
}

/** POST a JSON body and read a JSON answer. */
export function postJson<T>(path: string, body: unknown): Promise<T> {
  return sendJson<T>('POST', path, body);
}
