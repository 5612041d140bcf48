import { useSyncExternalStore } from 'react';
import type { Upload } from 'tus-js-client';
import { bytesAtServer } from './upload-offset.ts';
import { defaultChoices, type FileRole, fileKey, roleOf, type UploadChoices, type UploadItem } from './upload-roles.ts';

// Uploads belong to the window, not to a page: moving between pages does not stop them. What another page load needs
// is kept in this browser; the bytes themselves are with the server, which is asked how many it has.

const storageKey = 'idun.upload';
const endpoint = '/api/uploads';
const atOnce = 2;

/** Everything about the submission that is being made. */
export interface UploadState {
  items: UploadItem[];
  choices: UploadChoices;
  /** Bytes a second over the last seconds; 0 when nothing is sent. */
  rate: number;
}

function restore(): UploadState {
  const empty: UploadState = { items: [], choices: defaultChoices, rate: 0 };
  try {
    const kept = JSON.parse(localStorage.getItem(storageKey) ?? 'null') as Partial<UploadState> | null;
    if (!kept?.items) return empty;
    const items = kept.items.map((item) => ({
      ...item,
      state: item.state === 'sent' ? ('sent' as const) : ('file-needed' as const),
    }));
    return { items, choices: { ...defaultChoices, ...kept.choices }, rate: 0 };
  } catch {
    return empty;
  }
}

let state: UploadState = restore();
const files = new Map<string, File>();
const running = new Map<string, Upload>();
const listeners = new Set<() => void>();
let samples: { at: number; bytes: number }[] = [];

function publish(next: UploadState): void {
  state = next;
  try {
    localStorage.setItem(storageKey, JSON.stringify({ items: state.items, choices: state.choices }));
  } catch {
    // Without storage an upload still works; it only does not survive a reload.
  }
  for (const listener of listeners) listener();
}

function change(key: string, part: Partial<UploadItem>): void {
  publish({ ...state, items: state.items.map((item) => (item.key === key ? { ...item, ...part } : item)) });
}

/** After a reload: how much of each half-sent file is with the server. Unreachable, what this browser remembers stays. */
async function askServer(): Promise<void> {
  for (const { key, url, size } of state.items.filter((item) => item.state === 'file-needed' && item.url)) {
    const sent = await bytesAtServer(url!).catch(() => undefined);
    const item = state.items.find((one) => one.key === key);
    if (sent === undefined || item?.state !== 'file-needed') continue;
    if (sent === null) change(key, { sent: 0, url: null });
    else change(key, sent === size ? { sent, state: 'sent' } : { sent });
  }
}
void askServer();

function measure(bytes: number): number {
  const now = performance.now();
  samples = [...samples.filter((sample) => now - sample.at < 5000), { at: now, bytes }];
  const seconds = (now - samples[0]!.at) / 1000;
  return seconds > 0.5 ? samples.reduce((sum, sample) => sum + sample.bytes, 0) / seconds : state.rate;
}

async function send(item: UploadItem, file: File): Promise<void> {
  const tus = await import('tus-js-client');
  const upload = new tus.Upload(file, {
    endpoint,
    ...(item.url ? { uploadUrl: item.url } : {}),
    retryDelays: [0, 1000, 3000, 5000, 10_000, 20_000],
    chunkSize: 32 * 1024 * 1024,
    storeFingerprintForResuming: false,
    metadata: { filename: file.name },
    onUploadUrlAvailable: () => change(item.key, { url: upload.url }),
    onChunkComplete: (bytes, sent) => {
      publish({ ...state, rate: measure(bytes) });
      change(item.key, { sent });
    },
    onProgress: (sent) => {
      const before = state.items.find((one) => one.key === item.key)?.sent ?? 0;
      if (sent - before > file.size / 200) change(item.key, { sent });
    },
    onSuccess: () => finish(item.key, { state: 'sent', sent: file.size }),
    onError: (error) => finish(item.key, { state: 'failed', error: error.message }),
  });
  running.set(item.key, upload);
  change(item.key, { state: 'sending' });
  upload.start();
}

function finish(key: string, part: Partial<UploadItem>): void {
  running.delete(key);
  change(key, part);
  if (running.size === 0) {
    samples = [];
    publish({ ...state, rate: 0 });
  }
  sendNext();
}

function sendNext(): void {
  for (const item of state.items) {
    if (running.size >= atOnce) return;
    const file = files.get(item.key);
    if (item.state !== 'waiting' || !file || running.has(item.key)) continue;
    void send(item, file);
  }
}

/** Adds chosen files, or joins them to uploads that began before a reload, and starts sending. */
export function addFiles(chosen: Iterable<File>): void {
  const items = [...state.items];
  for (const file of chosen) {
    const key = fileKey(file);
    const role = roleOf(file.name);
    if (role === 'index') continue;
    const at = items.findIndex((item) => item.key === key);
    if (at >= 0 && items[at]!.state === 'sent') continue;
    files.set(key, file);
    if (at >= 0) {
      const { error: _, ...kept } = items[at]!;
      items[at] = running.has(key) ? items[at]! : { ...kept, state: 'waiting' };
    } else {
      items.push({
        key,
        name: file.name,
        size: file.size,
        lastModified: file.lastModified,
        role,
        sent: 0,
        url: null,
        state: 'waiting',
      });
    }
  }
  publish({ ...state, items });
  sendNext();
}

/** Tries a failed file again from where the server has it. */
export function retryFile(key: string): void {
  change(key, { state: files.has(key) ? 'waiting' : 'file-needed' });
  sendNext();
}

/** Takes a file out; what the server has of it is given up. */
export function removeFile(key: string): void {
  void running.get(key)?.abort();
  running.delete(key);
  files.delete(key);
  publish({ ...state, items: state.items.filter((item) => item.key !== key) });
  sendNext();
}

/** Says what a file is for. */
export function setRole(key: string, role: FileRole): void {
  change(key, { role });
}

/** Changes a choice of the submission. */
export function setChoices(part: Partial<UploadChoices>): void {
  publish({ ...state, choices: { ...state.choices, ...part } });
}

/** Forgets everything, after the submission was made or given up. */
export function clearUpload(): void {
  for (const upload of running.values()) void upload.abort();
  running.clear();
  files.clear();
  publish({ items: [], choices: state.choices, rate: 0 });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The upload, redrawn whenever it changes. */
export function useUpload(): UploadState {
  return useSyncExternalStore(subscribe, () => state);
}
