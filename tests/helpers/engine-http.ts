/** Questions to the engine that the project's port has no words for: tests alone ask them. */
import http from 'node:http';
import { engineAddress } from '../../src/orchestrator/connect.ts';
import { placesFrom } from '../../src/orchestrator/places.ts';

/** As DOCKER_HOST writes it. */
export function engineHost(): string {
  const address = engineAddress(process.env, placesFrom(process.env));
  if (!address) throw new Error('no engine to test on');
  return address.host;
}

function optionsOf(host: string, method: string, path: string): http.RequestOptions {
  const socketPath = /^unix:\/\/(.+)$/.exec(host)?.[1];
  if (socketPath !== undefined) return { socketPath, method, path };
  const { hostname, port } = new URL(host);
  return { host: hostname, port, method, path };
}

export async function askEngine<T>(path: string, method = 'GET'): Promise<T> {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) =>
    http
      .request(optionsOf(engineHost(), method, path), resolve)
      .on('error', reject)
      .end(),
  );
  let text = '';
  for await (const chunk of response) text += String(chunk);
  if ((response.statusCode ?? 500) >= 300) throw new Error(`${method} ${path}: ${response.statusCode} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** Follows the engine: ids of all containers and networks that come to be. @returns what ends it */
export async function followCreations(onId: (id: string) => void): Promise<() => void> {
  const filters = encodeURIComponent(JSON.stringify({ type: ['container', 'network'], event: ['create'] }));
  const request = http.request(optionsOf(engineHost(), 'GET', `/events?filters=${filters}`)).end();
  const response = await new Promise<http.IncomingMessage>((resolve, reject) =>
    request.on('response', resolve).on('error', reject),
  );
  let text = '';
  response.on('error', () => {});
  response.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    const end = text.lastIndexOf('\n');
    for (const line of text.slice(0, Math.max(end, 0)).split('\n')) {
      if (line !== '') onId((JSON.parse(line) as { Actor: { ID: string } }).Actor.ID);
    }
    text = text.slice(end + 1);
  });
  return () => request.destroy();
}
