/**
 * How much of an upload the server has: bytes, or null when it knows nothing of it any more. What this browser remembers may be older
 * than the last piece that arrived.
 */
export async function bytesAtServer(url: string): Promise<number | null> {
  const answer = await fetch(url, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } });
  if (answer.status === 404 || answer.status === 410) return null;
  const offset = Number(answer.headers.get('Upload-Offset') ?? Number.NaN);
  if (!answer.ok || !Number.isSafeInteger(offset)) throw new Error(`HEAD ${answer.status}`);
  return offset;
}
