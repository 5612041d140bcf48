export { parseAddress } from './address.ts';
export { fetchAttestation, waitForDecision } from './attest-receipt.ts';
export { type Connection, connect } from './connection.ts';
export * from './documents.ts';
export { removeLocal } from './remove-local.ts';
export { defaultRetry, type Retrying, type RetryPolicy } from './retry.ts';
export { type FileToSend, type SendRequest, type SentDelivery, sendFiles } from './send-files.ts';
export { defaultStateFolder, openSenderState, type SenderState } from './sender-state.ts';
