const wakes = new Set<() => void>();
let written = false;

/** Whether this process has written entries; a command that has appends them itself, since no server may run. */
export function hasWrittenEntries(): boolean {
  return written;
}

/** Tells the sequencers of this process that there is something to append; other processes look by themselves. */
export function wakeSequencers(): void {
  written = true;
  for (const wake of wakes) wake();
}

/** Calls `wake` at each entry of this process, until the returned function is called. */
export function onEntry(wake: () => void): () => void {
  wakes.add(wake);
  return () => wakes.delete(wake);
}
