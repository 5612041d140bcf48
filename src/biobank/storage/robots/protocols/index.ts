import type { Socket } from 'node:net';
import type { StoreDriver } from '../driver.ts';
import { openLineChannel } from './line-channel.ts';
import { makeStxDriver } from './stx.ts';
import { makeTubeLinesDriver } from './tube-lines.ts';

/** What a protocol moves, and how a driver is made of a connection. */
interface Protocol {
  title: string;
  moves: 'tube' | 'rack';
  open(socket: Socket, given: { device: string; patienceMs: number }): StoreDriver;
}

/** The protocols that stores may speak; another is one entry. */
export const protocols = {
  'tube-lines': {
    title: 'tube lines: single tubes, each command once by its id',
    moves: 'tube',
    open: (socket, { patienceMs }) => makeTubeLinesDriver(openLineChannel(socket, { end: '\r\n', patienceMs })),
  },
  stx: {
    title: 'LiCONiC STX: whole racks between cassette and transfer station',
    moves: 'rack',
    open: (socket, { device, patienceMs }) => makeStxDriver(openLineChannel(socket, { end: '\r', patienceMs }), device),
  },
} as const satisfies Record<string, Protocol>;

export type ProtocolName = keyof typeof protocols;
export const protocolNames = Object.keys(protocols) as ProtocolName[];
