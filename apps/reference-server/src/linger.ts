import type { Duplex } from 'node:stream';

/** As long as a client goes on sending what nobody reads, and no longer. */
const LINGER_MS = 2000;

/** Sockets that only drop what still comes. */
const lingering = new WeakSet<Duplex>();

/**
 * Closes a connection after its last answer.
 *
 * To close a socket with unread data resets its connection: a client that still sends loses the answer that is on its way.
 * So this closes the server's side, drops what the client still sends, and closes the connection when the client closes
 * its side, at the latest after {@link LINGER_MS}.
 */
export function linger(socket: Duplex): void {
  if (lingering.has(socket)) return;
  lingering.add(socket);
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
  socket.once('end', () => socket.destroy());
  // A client that has left.
  socket.on('error', () => {});
  socket.end();
  socket.resume();
}

/** Whether what comes on a connection is dropped. */
export function isLingering(socket: Duplex): boolean {
  return lingering.has(socket);
}
