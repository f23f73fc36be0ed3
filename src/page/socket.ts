/** The page's WebSocket. */
import type { PageMessage, ServerMessage } from '../contract/messages.ts';

let socket: WebSocket | undefined;

/** Lost where the connection is: the server tells all of it again when it is back. */
export function send(message: PageMessage): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

/** @param take gets each message of the server @param onClose called once, when the connection ends or cannot be opened */
export function openSocket(take: (message: ServerMessage) => void, onClose: () => void): void {
  const url = new URL('live', location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  socket = new WebSocket(url);
  socket.addEventListener('message', ({ data }) => take(JSON.parse(String(data)) as ServerMessage));
  socket.addEventListener('close', onClose);
}
