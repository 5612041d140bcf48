/** The codes of answers that ask for a fresh, strong sign-in before a dangerous act. */
export const stepUpCodes: readonly string[] = ['IDUN_ACCESS_STEP_UP', 'IDUN_STEP_UP_NEEDED'];

type Ask = () => Promise<boolean>;

let ask: Ask | null = null;

/** Tells who asks the person; the frame does so while it is on the page. */
export function onStepUp(handler: Ask): () => void {
  ask = handler;
  return () => {
    if (ask === handler) ask = null;
  };
}

/** Asks the person to confirm who they are; false when they would not, or nobody can ask. */
export async function stepUp(): Promise<boolean> {
  return ask === null ? false : await ask();
}
