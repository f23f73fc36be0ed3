/** The engine that the tests run on, and what is on it. */
import { connectEngine } from '../../src/orchestrator/connect.ts';
import type { Engine } from '../../src/orchestrator/engine.ts';
import { LABEL } from '../../src/orchestrator/names.ts';
import { placesFrom } from '../../src/orchestrator/places.ts';

export const testEngine = (): Promise<Engine> => connectEngine(process.env, placesFrom(process.env));

/** Names of the containers and networks of an instance. */
export async function leftOf(instance: string): Promise<string[]> {
  const engine = await testEngine();
  const label = `${LABEL.instance}=${instance}`;
  const [containers, networks] = await Promise.all([engine.containers(label), engine.networks(label)]);
  return [...containers, ...networks].map(({ name }) => name);
}
